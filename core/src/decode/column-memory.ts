import type { EventTime } from '#format';
import { BEHIND, BLOCK_BYTES, blockRun, STOP, type BlockRun, type RunGlobals } from './block-memory.ts';
import { COLUMN_WRITER } from './columns.gen.ts';
import { KINDS, writeRecordPlan } from './record-plan.ts';
import { leavesOf, type SpoolField, type SpoolLeaf } from './spool-fields.ts';
import { WebAssembly, type Global } from './web-assembly.ts';

/** Where lines are put; `core/wasm/columns/arena.ts` has the same numbers. */
const IN = 0x10000;
/** Bytes of lines that fit there; 64 more may be looked at behind them. */
export const LINES_BYTES = 0x2d0000 - 64;
/** Bytes that one record has at most, in its line. */
export const MOST_RECORD_BYTES = 0x110000;

/** What a spool's lines are: cells between tabs, or JSON records. */
export interface SpoolShape {
  readonly fields: readonly SpoolField[];
  /** Texts that mean "no value" in every cell, at most 16 of 8 bytes each; undefined: the lines are records. */
  readonly nulls: readonly string[] | undefined;
  /** Of records: when they are of. */
  readonly time?: EventTime;
}

/** A part of a block of JSON records. */
export interface BlockPart {
  readonly from: number;
  readonly length: number;
  /** Number of the object that the block is of. */
  readonly ordinal: number;
  readonly maxDepth: number;
  /** Whether the records stand in an array, with commas between them. */
  readonly inArray: boolean;
}

interface RecordShape {
  readonly fields: readonly SpoolField[];
  readonly leaves: readonly SpoolLeaf[];
  readonly time: EventTime;
}

/** Number of a column's kind: a document is a text. */
const kindOf = ({ kind }: Pick<SpoolLeaf, 'kind'>): number => KINDS[kind === 'json' ? 'string' : kind];

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
  /** Values and nulls: one a row, more inside lists. */
  readonly slots: number;
  /** Whether any row may have a value. */
  readonly wasMet: boolean;
}

interface Exports extends RunGlobals {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly addColumn: (kind: number) => void;
  readonly addNull: (length: number) => void;
  readonly addNested: (kind: number, defined: number, repeated: number) => void;
  readonly reserved: (bytes: number) => number;
  readonly setRoot: (place: number, mostBytes: number, blockBytes: number) => void;
  readonly beginRecords: () => void;
  readonly endRecords: () => void;
  readonly takeLines: (from: number, length: number) => number;
  readonly takeRecords: (from: number, length: number, inArray: boolean) => number;
  readonly block: Global;
  readonly ordinal: Global;
  readonly maxDepth: Global;
  readonly begin: () => void;
  readonly forget: () => void;
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
  readonly slots: Global;
  readonly wasMet: Global;
}

let compiled: object | undefined;

/** The column writer: WebAssembly that takes lines apart into the columns of a row group. */
export class ColumnMemory {
  readonly #exports: Exports;
  readonly #hasRecords: boolean;

  constructor({ fields, nulls, time }: SpoolShape) {
    compiled ??= new WebAssembly.Module(Buffer.from(COLUMN_WRITER, 'base64'));
    const numbers = { hostDouble: (start: number, end: number) => Number(this.#text(start, end)) };
    this.#exports = new WebAssembly.Instance(compiled, { numbers }).exports as Exports;
    this.#hasRecords = time !== undefined;
    const leaves = fields.flatMap((field) => leavesOf(field));
    if (time !== undefined) this.#planRecords({ fields, leaves, time });
    else for (const leaf of leaves) this.#exports.addColumn(kindOf(leaf));
    for (const text of nulls ?? []) this.#exports.addNull(Buffer.from(this.lines.buffer, IN).write(text));
    this.begin();
  }

  #planRecords({ fields, leaves, time }: RecordShape): void {
    for (const leaf of leaves) this.#exports.addNested(kindOf(leaf), leaf.defined, leaf.repeated);
    const memory = {
      reserve: (bytes: number) => this.#exports.reserved(bytes),
      write: (at: number, bytes: Uint8Array) => this.#bytes(at, bytes.length).set(bytes),
    };
    this.#exports.setRoot(writeRecordPlan(memory, fields, time), MOST_RECORD_BYTES, BLOCK_BYTES);
  }

  /** Room for `LINES_BYTES` bytes of lines. Valid until the next call. */
  get lines(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, IN, LINES_BYTES);
  }

  /** Rows of the row group so far. */
  get rows(): number {
    return Number(this.#exports.count.value);
  }

  /** Takes whole lines from offset `from` on up to `length`, or until the row group is full or a record is odd; answers the offset behind them. */
  take(from: number, length: number): number {
    return this.#hasRecords ? this.#exports.takeLines(from, length) : this.#exports.take(from, length);
  }

  /** Whether `take` stopped as the row group is full; otherwise at a record that it can't take as the engine would, or takes for half of one. */
  get isFull(): boolean {
    return !this.#hasRecords || Number(this.#exports.stop.value) === STOP.full;
  }

  /** Puts a block of JSON records beside the lines. */
  loadBlock(text: Uint8Array): void {
    const at = Number(this.#exports.block.value);
    this.#bytes(at, text.length).set(text);
    this.#bytes(at + text.length, BEHIND).fill(0);
  }

  /** Takes regular records of the block. */
  takeBlock({ from, length, ordinal, maxDepth, inArray }: BlockPart): BlockRun {
    this.#exports.ordinal.value = ordinal;
    this.#exports.maxDepth.value = maxDepth;
    return blockRun(this.#exports.takeRecords(from, length, inArray), this.#exports);
  }

  /** Ends the row group: before its columns are encoded. */
  end(): void {
    if (this.#hasRecords) this.#exports.endRecords();
  }

  encode(column: number): EncodedColumn {
    this.#exports.encode(column);
    const { page, pageLength, data, dataLength, entries, values, slots, wasMet } = this.#exports;
    return {
      page: this.#bytes(Number(page.value), Number(pageLength.value)),
      data: this.#bytes(Number(data.value), Number(dataLength.value)),
      entries: Number(entries.value),
      values: Number(values.value),
      slots: Number(slots.value),
      wasMet: Boolean(wasMet.value),
    };
  }

  /** Keeps a column's texts without a dictionary from now on. Only between row groups. */
  keepPlain(column: number): void {
    this.#exports.keepPlain(column);
  }

  /** Makes it as new: for another spool of the same shape. */
  renew(): void {
    this.#exports.forget();
    this.begin();
  }

  /** Begins the next row group. */
  begin(): void {
    this.#exports.begin();
    if (this.#hasRecords) this.#exports.beginRecords();
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }

  #text(start: number, end: number): string {
    return Buffer.from(this.#exports.memory.buffer, start, end - start).toString('latin1');
  }
}
