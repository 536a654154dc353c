import type { Format } from '#format';
import { cellsOf } from './cells.ts';
import type { SpoolColumn } from './column-memory.ts';
import { ORDINAL } from './lanes.ts';
import { noValue } from './line-layout.ts';

/** Columns that a spool may have; `core/wasm/columns/column.ts` has the same number. */
const MOST_COLUMNS = 600;

/** The columns of a spool of lines with these tokens: the object's ordinal, then the cells. Undefined where they are too many. */
export function spoolColumns(format: Format, tokens: readonly string[]): readonly SpoolColumn[] | undefined {
  const cells = cellsOf(format);
  const columns = tokens.flatMap(
    (token): readonly SpoolColumn[] => cells.get(token) ?? [{ name: token, kind: 'string' }],
  );
  return columns.length < MOST_COLUMNS ? [{ name: ORDINAL, kind: 'int' }, ...columns] : undefined;
}

/** Texts that mean "no value" in every cell. */
export const spoolNulls = (format: Format): readonly string[] =>
  format.nulls.length === 0 ? [noValue(format)] : format.nulls;
