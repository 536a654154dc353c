import type { EmbeddedEngine } from '#port';
import { Dictionaries } from './dictionaries.ts';
import { ALWAYS, rowBytes, type FileColumns } from './file-columns.ts';
import { FileQueue } from './file-queue.ts';
import { FileReader, type TableFile } from './file-reader.ts';
import { KeptFiles } from './kept-files.ts';
import { missingOf } from './missing.ts';
import { PassingFiles, withoutRows } from './passing-files.ts';
import type { KeptColumns, Wanted } from './wanted.ts';

/** What a store may take. */
export interface StoreLimits {
  /** Of columns that are held. */
  readonly mostBytes: number;
  /** That read files, one each at a time; started when there is something to read. */
  readonly threads: number;
}

/** Share of the memory that is filled: what is told beforehand is told by what is known of the values. */
const MOST_FILLED = 0.95;

const MANY = Number.POSITIVE_INFINITY;

/**
 * Columns of data files held in memory as codes, so that questions over them read no file. Files are immutable; the least
 * used go first when there are too many.
 */
export class ColumnStore {
  private readonly files: KeptFiles;
  private readonly queue: FileQueue;
  private readonly reader: FileReader;
  private dictionaries = new Dictionaries();

  /** `onError` hears of files that could not be read: questions over them are answered by SQL. */
  constructor(engine: EmbeddedEngine, limits: StoreLimits, onError: (error: unknown) => void) {
    this.files = new KeptFiles(limits.mostBytes);
    this.reader = new FileReader(engine, limits.threads);
    this.queue = new FileQueue(limits.threads, onError);
  }

  /** Whether all of them may be held at once. */
  hasRoom(wanted: Pick<Wanted, 'table' | 'files' | 'columns'>): boolean {
    return this.bytesOf(wanted) <= this.files.mostBytes * MOST_FILLED;
  }

  /** Whether they may be held beside what is there, and some room is left. */
  hasRoomBeside(wanted: Pick<Wanted, 'table' | 'files' | 'columns'>): boolean {
    return this.files.bytes + this.bytesOf(wanted) <= this.files.mostBytes * MOST_FILLED;
  }

  /** By what is known of the columns' values: as few where nothing is, as reading tells. */
  private bytesOf({ table, files, columns }: Pick<Wanted, 'table' | 'files' | 'columns'>): number {
    return rowsOf(files) * rowBytes(columns, (column) => this.dictionaries.sizeOf(table, column) ?? 0);
  }

  /** What is held of all the files; undefined where one is missing. */
  kept(wanted: Wanted): KeptColumns | undefined {
    const { table, files } = wanted;
    const all = files.flatMap((file) => this.columnsOf(wanted, file) ?? []);
    const known = this.dictionaries;
    if (all.length < files.length) return undefined;
    const wideBytes = rowsOf(files) * rowBytes(wanted.columns, () => MANY);
    return {
      files: all,
      dictionary: (column) => known.of(table, column),
      hasRoomWide: wideBytes <= this.files.mostBytes,
    };
  }

  /**
   * Reads what is missing, a few files at once; resolves when all was read that can be read without the engine. What only
   * the engine can read comes behind what else is going on.
   */
  async want(wanted: Wanted): Promise<void> {
    if (this.queue.isFull || !this.hasRoom(wanted)) return;
    if (this.dictionaries.areFull(wanted.table)) this.startAnew();
    const missing = wanted.files
      .filter((file) => this.columnsOf(wanted, file) === undefined)
      // So that no thread begins the largest last.
      .toSorted((left, right) => right.rows - left.rows);
    await Promise.all(missing.map((file) => this.read(wanted, file)));
  }

  /**
   * Of more files than can be held: each is read again whenever it is looked at, and once before, as all values must be known when counting
   * begins. Undefined where only the engine can read a file, or its columns have too many values.
   * @throws where `stop` says so
   */
  async passing(wanted: Wanted, stop?: AbortSignal): Promise<KeptColumns | undefined> {
    const { table, files } = wanted;
    if (this.dictionaries.areFull(table)) this.startAnew();
    const known = this.dictionaries;
    const passing = new PassingFiles(files.length, (at) => this.readAgain(wanted, at, known));
    const found: FileColumns[] = [];
    try {
      for (const at of files.keys()) {
        stop?.throwIfAborted();
        found.push(withoutRows(await passing.at(at)));
        if (known.areFull(table)) return undefined;
      }
    } catch (error) {
      if (error instanceof OnlyTheEngine) return undefined;
      throw error;
    }
    return {
      files: found,
      dictionary: (column) => known.of(table, column),
      hasRoomWide: false,
      load: (at) => passing.at(at),
    };
  }

  /** @throws OnlyTheEngine */
  private async readAgain(wanted: Wanted, at: number, known: Dictionaries): Promise<FileColumns> {
    const { table, files, columns, time, span = ALWAYS } = wanted;
    const file = files[at];
    if (file === undefined) throw new RangeError(`no file ${at}`);
    const kept = known === this.dictionaries ? this.columnsOf(wanted, file) : undefined;
    const part = { columns, time, span, without: [] };
    const found = kept ?? (await this.reader.withoutEngine(file, part, (column) => known.of(table, column)));
    if (found === undefined) throw new OnlyTheEngine(`${file.key} is not read without the engine`);
    return found;
  }

  /** Resolves when nothing waits to be read. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  /** Reads nothing more; resolves when the files that are being read are done. */
  async close(): Promise<void> {
    await this.queue.close();
    await this.reader.close();
  }

  private columnsOf(wanted: Wanted, file: TableFile): FileColumns | undefined {
    const kept = this.files.find(keyOf(wanted.table, file));
    return missingOf(wanted, kept) === undefined ? kept?.columns : undefined;
  }

  private read(wanted: Wanted, file: TableFile): Promise<void> {
    const { table } = wanted;
    const key = keyOf(table, file);
    const missing = missingOf(wanted, this.files.find(key));
    if (missing === undefined) return Promise.resolve();
    const { columns, span, without } = missing;
    const names = new Set(columns.map(({ name }) => name));
    const known = this.dictionaries;
    const dictionaryOf = (column: string) => known.of(table, column);
    const keep = (found: FileColumns, isWhole = false): void => {
      const more = { columns: found, names };
      const all = isWhole ? more : missing.join(this.files.find(key), more);
      if (known === this.dictionaries && all !== undefined) this.files.keep(key, all);
    };
    const part = { columns, time: wanted.time, span, without };
    return this.queue.ask(`${key} ${span.from} ${span.to} ${without.length} ${[...names].join(' ')}`, {
      now: async () => {
        const found = await this.reader.withoutEngine(file, part, dictionaryOf);
        if (found !== undefined) keep(found);
        return found !== undefined;
      },
      later: async () => {
        if (wanted.isSpare !== true) keep(await this.reader.byEngine(file, part, dictionaryOf), true);
      },
    });
  }

  private startAnew(): void {
    this.dictionaries = new Dictionaries();
    this.files.clear();
  }
}

class OnlyTheEngine extends Error {}

const rowsOf = (files: readonly TableFile[]): number => files.reduce((sum, { rows }) => sum + rows, 0);

const keyOf = (table: string, { key, relation }: TableFile): string => `${table} ${key} ${relation}`;
