/** What is kept of a data file: of its rows, in one order, when they were and codes or numbers of some columns. */
export interface FileColumns {
  readonly rows: number;
  /** Microseconds since the epoch; NaN where a row has no time. */
  readonly times: Float64Array;
  /** By column; codes of the column's dictionary. Of one width, which loops over them are fast with. */
  readonly codes: ReadonlyMap<string, Uint32Array>;
  /** By column; NaN where there is none. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
}

/** A column that can be kept. */
export interface WantedColumn {
  readonly name: string;
  /** `codes`: one of few values. `numbers`: what is added up. */
  readonly as: 'codes' | 'numbers';
  /** The value in SQL over a row `r`: text for codes, any number for numbers; null where missing. */
  readonly sql: string;
}

/** Bytes of a kept row: its time, and each column. */
export const rowBytes = (columns: readonly WantedColumn[]): number =>
  columns.reduce((sum, { as }) => sum + (as === 'codes' ? 4 : 8), 8);

export const bytesOf = ({ times, codes, numbers }: FileColumns): number =>
  [times, ...codes.values(), ...numbers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
