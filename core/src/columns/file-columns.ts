/** Values of a column of one file beyond which it is not kept, and bytes of their texts. */
export const MOST_VALUES = 400_000;
export const MOST_TEXT_BYTES = 16 * 2 ** 20;

/** From a microsecond since the epoch on, and before another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All times. */
export const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** From where the earlier begins to where the later ends. */
export const hull = (left: Span, right: Span): Span => ({
  from: Math.min(left.from, right.from),
  to: Math.max(left.to, right.to),
});

/** Codes of rows, in as few bytes as the dictionary needs by then. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Bytes of a code, in a dictionary of so many. */
const codeBytes = (size: number): 1 | 2 | 4 => (size <= 2 ** 8 ? 1 : size <= 2 ** 16 ? 2 : 4);

/** Room for codes of so many bytes. */
export function codesOf(bytes: number, rows: number): Codes {
  if (bytes === 1) return new Uint8Array(rows);
  return bytes === 2 ? new Uint16Array(rows) : new Uint32Array(rows);
}

/** The same codes in as few bytes as a dictionary of so many needs. */
export function narrow(codes: Uint32Array, size: number): Codes {
  const bytes = codeBytes(size);
  if (bytes === 4) return codes;
  const narrowed = codesOf(bytes, codes.length);
  narrowed.set(codes);
  return narrowed;
}

/** What is kept of a data file: of its rows, in one order, when they were and codes or numbers of some columns. */
export interface FileColumns {
  readonly rows: number;
  /** The time of which every row is kept. */
  readonly covers: Span;
  /** Places of the row groups that the rows are of; undefined where nobody knows, and for all. */
  readonly groups?: readonly number[] | undefined;
  /** Whether rows are in another order than in the file. */
  readonly isMixed?: boolean;
  /** Microseconds since the epoch; NaN where a row has no time. */
  readonly times: Float64Array;
  /** By column; codes of the column's dictionary. */
  readonly codes: ReadonlyMap<string, Codes>;
  /** By column; NaN where there is none. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
}

/** A field as data files store it. */
export interface StoredField {
  /** Iceberg's id: of a list that of its elements. */
  readonly id: number;
  /** Iceberg's type of a value, or of an element. */
  readonly type: string;
  /** Ids of the lists that it is inside, the outermost first; the value of a row is then a list of all elements. */
  readonly lists: readonly number[];
}

/** A column that can be kept. */
export interface WantedColumn {
  readonly name: string;
  /** `codes`: one of few values. `numbers`: what is added up. */
  readonly as: 'codes' | 'numbers';
  /** The value in SQL over a row `r`: text for codes, any number for numbers; null where missing. */
  readonly sql: string;
  /** The field whose values these are as they are stored, or are made of; undefined for what only SQL can tell. */
  readonly stored?: StoredField | undefined;
  /** How a code's value is made of the field's; absent: it is the value. */
  readonly made?: MadeOf | undefined;
}

/** A text that is made of a single value. */
export interface MadeOf {
  /** What the value is called in the SQL, and its type there. */
  readonly name: string;
  readonly type: string;
  /** The text; null where there is none. */
  readonly sql: string;
}

/** Bytes of a kept row, its time and each column, by the sizes of the columns' dictionaries. */
export const rowBytes = (columns: readonly WantedColumn[], sizeOf: (column: string) => number): number =>
  columns.reduce((sum, { name, as }) => sum + (as === 'codes' ? codeBytes(sizeOf(name)) : 8), 8);

export const bytesOf = ({ times, codes, numbers }: FileColumns): number =>
  [times, ...codes.values(), ...numbers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
