import type { Column, Format, Part } from '#format';

/** What the engine reads of a text record: a token, or the piece of one that columns are made of. */
export interface Cell {
  /** `client` or `client:host`. */
  readonly name: string;
  readonly token: string;
  readonly part: Part;
  /** What the token's bytes were proven to read as; `string` where columns still have to look at the text. */
  readonly kind: 'string' | 'int' | 'long' | 'double';
}

/** The token and the part of it that a column is read from. */
export const sourceOf = (key: string, { from }: Column): { token: string; part: Part } =>
  from ?? { token: key, part: 'whole' };

/** Name of a part of a token; no token of AWS has a colon in its name. */
export const cellName = (token: string, part: Part): string =>
  part === 'whole' ? token : `${token}:${part}`;

const NUMBERS: readonly Column['kind'][] = ['int', 'long', 'double'];

/** A number's cell is read as one where the token serves that column alone and has no null token of its own. */
function kindOf(columns: readonly Column[], isTime: boolean): Cell['kind'] {
  const [only] = columns;
  if (only === undefined || columns.length > 1 || isTime || only.nulls.length > 0) return 'string';
  return NUMBERS.includes(only.kind) ? (only.kind as Cell['kind']) : 'string';
}

/** Cells of a text format by the token they come from, in declared order. */
export type Cells = ReadonlyMap<string, readonly Cell[]>;

const known = new WeakMap<Format, Cells>();

/** Those of a format: every object and every layout asks for them. */
export function cellsOf(format: Format): Cells {
  const cells = known.get(format) ?? declaredCells(format);
  known.set(format, cells);
  return cells;
}

function declaredCells(format: Format): Cells {
  const columns = Map.groupBy(Object.entries(format.columns), ([key, column]) => {
    const { token, part } = sourceOf(key, column);
    return cellName(token, part);
  });
  const cells = [...columns].map(([name, uses]) => cellOf(format, name, uses));
  return Map.groupBy(cells, ({ token }) => token);
}

function cellOf(format: Format, name: string, uses: readonly [string, Column][]): Cell {
  const [first] = uses;
  if (first === undefined) throw new Error(`no column is read from ${name}`);
  const { token, part } = sourceOf(...first);
  const isTime = format.time.fields.includes(token);
  return {
    name,
    token,
    part,
    kind: kindOf(
      uses.map(([, column]) => column),
      isTime,
    ),
  };
}
