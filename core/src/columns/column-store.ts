import type { EmbeddedEngine } from '#port';
import { Dictionaries } from './dictionaries.ts';
import type { Dictionary } from './dictionary.ts';
import {
  rowBytes,
  type FileColumns,
  type Span,
  type StoredField,
  type WantedColumn,
} from './file-columns.ts';
import { FileQueue } from './file-queue.ts';
import { KeptFiles } from './kept-files.ts';
import { madeCodes } from './made-codes.ts';
import { missingOf, type Missing } from './missing.ts';
import { readByEngine } from './read-by-engine.ts';
import { inTable, type FileFound, type StoredColumn } from './read-parquet.ts';
import { ReadThreads } from './read-threads.ts';

/** A data file of a table. It never changes under its key. */
export interface TableFile {
  readonly key: string;
  /** On this machine; undefined where only the engine can read it. */
  readonly path?: string | undefined;
  readonly rows: number;
  /** What stands after FROM to read it, as the table has it now. */
  readonly relation: string;
}

/** Which columns of which files. */
export interface Wanted {
  readonly table: string;
  readonly files: readonly TableFile[];
  readonly columns: readonly WantedColumn[];
  /** Where files have the time of a row; undefined where only the engine can tell. */
  readonly time?: StoredField | undefined;
  /** Rows of another time are not needed; absent: all are. */
  readonly span?: Span | undefined;
  /** Whether nobody asked for them: what only the engine can read is left alone then. */
  readonly isSpare?: boolean;
}

/** Columns of several files, and the dictionaries of their codes. */
export interface KeptColumns {
  readonly files: readonly FileColumns[];
  readonly dictionary: (column: string) => Dictionary;
  /** Whether all of them may be held as wide as they are counted too. */
  readonly hasRoomWide: boolean;
}

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
  private readonly threads: ReadThreads;
  private dictionaries = new Dictionaries();
  private readonly engine: EmbeddedEngine;

  /** `onError` hears of files that could not be read: questions over them are answered by SQL. */
  constructor(engine: EmbeddedEngine, limits: StoreLimits, onError: (error: unknown) => void) {
    this.engine = engine;
    this.files = new KeptFiles(limits.mostBytes);
    this.threads = new ReadThreads(limits.threads);
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

  /** By what is known of the columns' values: as wide as can be where nothing is. */
  private bytesOf({ table, files, columns }: Pick<Wanted, 'table' | 'files' | 'columns'>): number {
    return rowsOf(files) * rowBytes(columns, (column) => this.dictionaries.sizeOf(table, column) ?? MANY);
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

  /** Resolves when nothing waits to be read. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  /** Reads nothing more; resolves when the files that are being read are done. */
  async close(): Promise<void> {
    await this.queue.close();
    await this.threads.close();
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
    return this.queue.ask(`${key} ${span.from} ${span.to} ${without.length} ${[...names].join(' ')}`, {
      now: async () => {
        const found = await this.withoutEngine({ ...wanted, columns, span, without }, file);
        if (found === undefined) return false;
        const made = await this.made(columns, found, dictionaryOf);
        keep(
          inTable(
            found,
            dictionaryOf,
            (name, { texts }) => made.get(name) ?? dictionaryOf(name).codesIn(texts),
          ),
        );
        return true;
      },
      later: async () => {
        if (wanted.isSpare === true) return;
        const read = { relation: file.relation, columns, dictionaryOf };
        keep(await this.engine.withConnection((connection) => readByEngine(connection, read)), true);
      },
    });
  }

  /** Undefined where only the engine can read the file, be it that it is not there: the engine says what is wrong. */
  private async withoutEngine(
    { columns, time, span, without }: Pick<Wanted, 'time'> & Omit<Missing, 'join'>,
    { path, rows }: TableFile,
  ): Promise<FileFound | undefined> {
    const stored = columns.filter(isStored);
    if (path === undefined || time === undefined || stored.length < columns.length) return undefined;
    return this.threads.read({ path, rows, time, span, without, columns: stored });
  }

  /** Table codes of the columns whose values are made of what was found. */
  private async made(
    columns: readonly WantedColumn[],
    found: FileFound,
    dictionaryOf: (column: string) => Dictionary,
  ): Promise<ReadonlyMap<string, Uint32Array>> {
    const all = new Map<string, Uint32Array>();
    for (const { name, made } of columns) {
      const codes = found.codes.find(([each]) => each === name)?.[1];
      if (made === undefined || codes === undefined) continue;
      const making = { codes, made, into: dictionaryOf(name) };
      all.set(name, await this.engine.withConnection((connection) => madeCodes(connection, making)));
    }
    return all;
  }

  private startAnew(): void {
    this.dictionaries = new Dictionaries();
    this.files.clear();
  }
}

const rowsOf = (files: readonly TableFile[]): number => files.reduce((sum, { rows }) => sum + rows, 0);

const keyOf = (table: string, { key, relation }: TableFile): string => `${table} ${key} ${relation}`;

const isStored = (column: WantedColumn): column is StoredColumn => column.stored !== undefined;
