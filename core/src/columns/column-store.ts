import type { EmbeddedEngine } from '#port';
import { Dictionary } from './dictionary.ts';
import { bytesOf, rowBytes, type FileColumns, type WantedColumn } from './file-columns.ts';
import { readFile } from './read-file.ts';

/** A data file of a table. It never changes under its key. */
export interface TableFile {
  readonly key: string;
  readonly rows: number;
  /** What stands after FROM to read it, as the table has it now. */
  readonly relation: string;
}

/** Which columns of which files. */
export interface Wanted {
  readonly table: string;
  readonly files: readonly TableFile[];
  readonly columns: readonly WantedColumn[];
}

/** Columns of several files, and the dictionaries of their codes. */
export interface KeptColumns {
  readonly files: readonly FileColumns[];
  readonly dictionary: (column: string) => Dictionary;
}

/** Files that may wait to be read. */
const MOST_WAITING = 500;

interface Entry {
  readonly columns: FileColumns;
  /** Columns that were looked at, kept or not. */
  readonly names: ReadonlySet<string>;
  readonly bytes: number;
}

/** Characters of a table's dictionaries beyond which they begin anew. */
const MOST_CHARACTERS = 128 * 2 ** 20;

/**
 * Columns of data files held in memory as codes, so that questions over them read no file. Files are immutable; the least
 * used go first when there are too many.
 */
export class ColumnStore {
  private readonly entries = new Map<string, Entry>();
  private readonly reading = new Set<string>();
  private isClosed = false;
  private dictionaries = new Map<string, Dictionary>();
  private bytes = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly engine: EmbeddedEngine;
  private readonly mostBytes: number;
  private readonly onError: (error: unknown) => void;

  /** `onError` hears of files that could not be read: questions over them are answered by SQL. */
  constructor(engine: EmbeddedEngine, mostBytes: number, onError: (error: unknown) => void) {
    this.engine = engine;
    this.mostBytes = mostBytes;
    this.onError = onError;
  }

  /** Whether so many rows of so many columns may be held. */
  hasRoom({ files, columns }: Pick<Wanted, 'files' | 'columns'>): boolean {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    return rows * rowBytes(columns) <= this.mostBytes;
  }

  /** What is held of all the files; undefined where one is missing. */
  kept({ table, files, columns }: Wanted): KeptColumns | undefined {
    const found = files.map((file) => this.entry(keyOf(table, file), columns));
    const all = found.flatMap((entry) => entry ?? []);
    return all.length < found.length ? undefined : this.columnsOf(table, all);
  }

  /** Reads what is missing, one file after the other, behind what else is going on. */
  want(wanted: Wanted): void {
    if (this.reading.size >= MOST_WAITING || !this.hasRoom(wanted)) return;
    const { table, files, columns } = wanted;
    this.startAnew(table);
    for (const file of files)
      if (this.entry(keyOf(table, file), columns) === undefined) this.readOnce(table, file, columns);
  }

  /** Resolves when nothing waits to be read. */
  async idle(): Promise<void> {
    while (this.reading.size > 0) await this.queue;
  }

  private columnsOf(table: string, entries: readonly Entry[]): KeptColumns {
    const known = this.dictionaries;
    return {
      files: entries.map((entry) => entry.columns),
      dictionary: (column) => dictionaryIn(known, `${table} ${column}`),
    };
  }

  private entry(key: string, columns: readonly WantedColumn[]): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || !columns.every(({ name }) => entry.names.has(name))) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  private readOnce(table: string, file: TableFile, columns: readonly WantedColumn[]): void {
    const key = keyOf(table, file);
    const names = new Set(columns.map(({ name }) => name));
    const name = `${key} ${[...names].join(' ')}`;
    if (this.reading.has(name) || this.isClosed) return;
    this.reading.add(name);
    const known = this.dictionaries;
    const dictionaryOf = (column: string) => dictionaryIn(known, `${table} ${column}`);
    const read = async (): Promise<void> => {
      if (this.isClosed) return;
      const found = await this.engine.withConnection((connection) =>
        readFile(connection, { relation: file.relation, columns, dictionaryOf }),
      );
      if (known === this.dictionaries) this.keep(key, { columns: found, names, bytes: bytesOf(found) });
    };
    this.queue = this.queue
      .then(read)
      .catch(this.onError)
      .finally(() => this.reading.delete(name));
  }

  /** Reads nothing more; resolves when the file that is being read is done. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.idle();
  }

  private keep(key: string, entry: Entry): void {
    this.drop(key);
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
    while (this.bytes > this.mostBytes) {
      const [oldest] = this.entries.keys();
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  /** Values of files that went long ago stay in dictionaries: now and then all begins anew. */
  private startAnew(table: string): void {
    const own = [...this.dictionaries].filter(([name]) => name.startsWith(`${table} `));
    if (own.reduce((sum, [, { characters }]) => sum + characters, 0) <= MOST_CHARACTERS) return;
    this.dictionaries = new Map();
    for (const key of this.entries.keys()) this.drop(key);
  }
}

const keyOf = (table: string, { key, relation }: TableFile): string => `${table} ${key} ${relation}`;

function dictionaryIn(dictionaries: Map<string, Dictionary>, name: string): Dictionary {
  const known = dictionaries.get(name);
  if (known !== undefined) return known;
  const made = new Dictionary();
  dictionaries.set(name, made);
  return made;
}
