import type { Cell } from './cells.ts';
import { COLUMN_WRITER } from './columns.gen.ts';
import { WebAssembly, type Global } from './web-assembly.ts';

/** Where lines are put; `core/wasm/columns/arena.ts` has the same numbers. */
const IN = 0x10000;
/** Bytes of lines that fit there; 64 more may be looked at behind them. */
export const LINES_BYTES = 0x2e0000 - 64;

/** One column of a spool. */
export type SpoolColumn = Pick<Cell, 'name' | 'kind'>;

const KINDS: Readonly<Record<Cell['kind'], number>> = { string: 0, int: 1, long: 2, double: 3 };

/** A column of a row group, encoded; the bytes are valid until the next call. */
export interface EncodedColumn {
  /** Levels, and behind them the values' numbers where there is a dictionary. */
  readonly page: Uint8Array;
  /** Values, or the dictionary's texts, in Parquet's encoding PLAIN. */
  readonly data: Uint8Array;
  /** Texts of the dictionary; 0: there is none. */
  readonly entries: number;
  /** Values that are not null. */
  readonly values: number;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly addColumn: (kind: number) => void;
  readonly addNull: (length: number) => void;
  readonly begin: () => void;
  readonly take: (from: number, length: number) => number;
  readonly encode: (column: number) => void;
  readonly keepPlain: (column: number) => void;
  readonly count: Global;
  readonly page: Global;
  readonly pageLength: Global;
  readonly data: Global;
  readonly dataLength: Global;
  readonly entries: Global;
  readonly values: Global;
}

let compiled: object | undefined;

/** The column writer: WebAssembly that takes tab-separated lines apart into the columns of a row group. */
export class ColumnMemory {
  readonly #exports: Exports;

  /** `nulls`: texts that mean "no value" in every column, at most 16 of 8 bytes each. */
  constructor(columns: readonly SpoolColumn[], nulls: readonly string[]) {
    compiled ??= new WebAssembly.Module(Buffer.from(COLUMN_WRITER, 'base64'));
    const numbers = { hostDouble: (start: number, end: number) => Number(this.#text(start, end)) };
    this.#exports = new WebAssembly.Instance(compiled, { numbers }).exports as Exports;
    for (const { kind } of columns) this.#exports.addColumn(KINDS[kind]);
    for (const text of nulls) this.#exports.addNull(Buffer.from(this.lines.buffer, IN).write(text));
    this.#exports.begin();
  }

  /** Room for `LINES_BYTES` bytes of lines. Valid until the next call. */
  get lines(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, IN, LINES_BYTES);
  }

  /** Rows of the row group so far. */
  get rows(): number {
    return Number(this.#exports.count.value);
  }

  /** Takes whole lines from offset `from` on up to `length`, or until the row group is full; answers the offset behind them. */
  take(from: number, length: number): number {
    return this.#exports.take(from, length);
  }

  encode(column: number): EncodedColumn {
    this.#exports.encode(column);
    const { page, pageLength, data, dataLength, entries, values } = this.#exports;
    return {
      page: this.#bytes(Number(page.value), Number(pageLength.value)),
      data: this.#bytes(Number(data.value), Number(dataLength.value)),
      entries: Number(entries.value),
      values: Number(values.value),
    };
  }

  /** Keeps a column's texts without a dictionary from now on. Only between row groups. */
  keepPlain(column: number): void {
    this.#exports.keepPlain(column);
  }

  /** Begins the next row group. */
  begin(): void {
    this.#exports.begin();
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }

  #text(start: number, end: number): string {
    return Buffer.from(this.#exports.memory.buffer, start, end - start).toString('latin1');
  }
}
