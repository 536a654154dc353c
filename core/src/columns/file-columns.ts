/** Codes of a column, as narrow as they fit. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** What is kept of a data file: of its rows, in one order, when they were and codes or numbers of some columns. */
export interface FileColumns {
  readonly rows: number;
  /** Microseconds since the epoch; NaN where a row has no time. */
  readonly times: Float64Array;
  /** By column; codes of the column's dictionary. */
  readonly codes: ReadonlyMap<string, Codes>;
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

export const bytesOf = ({ times, codes, numbers }: FileColumns): number =>
  [times, ...codes.values(), ...numbers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Codes in the narrowest array. */
export function narrowed(codes: Uint32Array, highest: number): Codes {
  if (highest < 2 ** 8) return Uint8Array.from(codes);
  return highest < 2 ** 16 ? Uint16Array.from(codes) : codes;
}

/** Codes in an array of the one kind that loops are fast with. */
export const widened = (codes: Codes): Uint32Array =>
  codes instanceof Uint32Array ? codes : Uint32Array.from(codes);
