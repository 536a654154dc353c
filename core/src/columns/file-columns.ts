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
  /** By column; codes of the column's dictionary. Of one width, which loops over them are fast with. */
  readonly codes: ReadonlyMap<string, Uint32Array>;
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
  /** The field whose values these are as they are stored; undefined for what only SQL can tell. */
  readonly stored?: StoredField | undefined;
}

/** Bytes of a kept row: its time, and each column. */
export const rowBytes = (columns: readonly WantedColumn[]): number =>
  columns.reduce((sum, { as }) => sum + (as === 'codes' ? 4 : 8), 8);

export const bytesOf = ({ times, codes, numbers }: FileColumns): number =>
  [times, ...codes.values(), ...numbers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
