import { MAGIC } from '#thrift';
import type { ColumnMemory, EncodedColumn } from './column-memory.ts';
import {
  dataHeader,
  dictionaryHeader,
  parquetFooter,
  type ColumnChunk,
  type RowGroup,
} from './parquet-footer.ts';
import { leavesOf, type SpoolField } from './spool-fields.ts';
import type { SpoolFile } from './spool-file.ts';

/** Different texts per hundred values from which a dictionary is no gain. */
const MOST_DIFFERENT = 30;

/** A Parquet file (uncompressed, with dictionaries where they pay) of what a column writer holds, a row group after the other. */
export class ColumnFile {
  readonly #file: SpoolFile;
  readonly #fields: readonly SpoolField[];
  readonly #leafCounts: readonly number[];
  readonly #plain = new Set<number>();
  /** Columns that any row had a value in. */
  readonly #met = new Set<number>();
  readonly #groups: RowGroup[] = [];
  #written = 0;

  constructor(file: SpoolFile, fields: readonly SpoolField[]) {
    this.#file = file;
    this.#fields = fields;
    this.#leafCounts = fields.map((field) => leavesOf(field).length);
    this.#write(MAGIC);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Bytes of the file; 0 where it has no row. */
  get bytes(): number {
    return this.#groups.length === 0 ? 0 : this.#written;
  }

  /** Names of the fields that the file has: those in which any row had a value. */
  get names(): string[] {
    return this.#metFields().map(({ field }) => field.name);
  }

  /** Tells a column writer which columns go without a dictionary: before its first row. */
  prepare(memory: ColumnMemory): void {
    for (const column of this.#plain) memory.keepPlain(column);
  }

  /** Ends the file. */
  close(): void {
    if (this.#groups.length > 0) this.#write(this.#footer());
    this.#file.close();
  }

  /** Writes the rows that the column writer holds, if any, as a row group; it begins the next one. */
  writeGroup(memory: ColumnMemory): void {
    const { rows } = memory;
    if (rows === 0) return;
    memory.end();
    const leaves = this.#leafCounts.reduce((sum, count) => sum + count, 0);
    const chunks = Array.from({ length: leaves }, (_, at) => this.#writeColumn(memory, at));
    this.#groups.push({ rows, chunks });
    memory.begin();
  }

  /** Fields without any value are left out: they cost the engine as much as others. */
  #footer(): Buffer {
    const met = this.#metFields();
    const groups = this.#groups.map(({ rows, chunks }) => ({
      rows,
      chunks: met.flatMap(({ from, to }) => chunks.slice(from, to)),
    }));
    return parquetFooter(
      met.map(({ field }) => field),
      groups,
    );
  }

  #metFields() {
    let to = 0;
    const all = this.#fields.map((field, at) => {
      const from = to;
      to += this.#leafCounts[at] ?? 0;
      return { field, from, to };
    });
    return all.filter((each) => this.#isMet(each.from, each.to));
  }

  #isMet(from: number, to: number): boolean {
    for (let leaf = from; leaf < to; leaf += 1) if (this.#met.has(leaf)) return true;
    return false;
  }

  #writeColumn(memory: ColumnMemory, at: number): ColumnChunk {
    const column = memory.encode(at);
    if (column.wasMet) this.#met.add(at);
    const hasDictionary = column.entries > 0;
    const begin = this.#written;
    if (hasDictionary) this.#writeDictionary(column);
    const dataAt = this.#written;
    const dataBytes = column.page.length + (hasDictionary ? 0 : column.data.length);
    this.#write(dataHeader(dataBytes, column.slots, hasDictionary));
    this.#write(column.page);
    if (!hasDictionary) this.#write(column.data);
    if (column.entries * 100 > column.values * MOST_DIFFERENT) this.#keepPlain(memory, at);
    return {
      values: column.slots,
      dictionaryAt: hasDictionary ? begin : undefined,
      dataAt,
      bytes: this.#written - begin,
    };
  }

  #writeDictionary({ data, entries }: EncodedColumn): void {
    this.#write(dictionaryHeader(data.length, entries));
    this.#write(data);
  }

  #keepPlain(memory: ColumnMemory, at: number): void {
    this.#plain.add(at);
    memory.keepPlain(at);
  }

  #write(bytes: Uint8Array): void {
    this.#file.slice(bytes);
    this.#written += bytes.length;
  }
}
