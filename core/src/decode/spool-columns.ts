import type { Format } from '#format';
import { cellsOf } from './cells.ts';
import { ORDINAL } from './lanes.ts';
import { noValue } from './line-layout.ts';
import { MOST_COLUMNS, type SpoolField } from './spool-fields.ts';

/** The columns of a spool of lines with these tokens: the object's ordinal, then the cells. Undefined where they are too many. */
export function spoolColumns(format: Format, tokens: readonly string[]): readonly SpoolField[] | undefined {
  const cells = cellsOf(format);
  const columns = tokens.flatMap(
    (token): readonly SpoolField[] => cells.get(token) ?? [{ name: token, kind: 'string' }],
  );
  return columns.length < MOST_COLUMNS ? [{ name: ORDINAL, kind: 'int' }, ...columns] : undefined;
}

/** Texts that mean "no value" in every cell. */
export const spoolNulls = (format: Format): readonly string[] =>
  format.nulls.length === 0 ? [noValue(format)] : format.nulls;
