import type { EmbeddedEngine } from '#port';
import type { Dictionary } from './dictionary.ts';
import type { FileColumns, Span, StoredField, WantedColumn } from './file-columns.ts';
import { madeCodes } from './made-codes.ts';
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

/** What of a file is to be read. */
interface FilePart {
  readonly columns: readonly WantedColumn[];
  /** Where files have the time of a row; undefined where only the engine can tell. */
  readonly time: StoredField | undefined;
  readonly span: Span;
  /** Places of row groups that are left out. */
  readonly without: readonly number[];
}

type DictionaryOf = (column: string) => Dictionary;

/** Reads columns of data files, in threads of its own or by the engine. */
export class FileReader {
  private readonly engine: EmbeddedEngine;
  private readonly threads: ReadThreads;

  constructor(engine: EmbeddedEngine, threads: number) {
    this.engine = engine;
    this.threads = new ReadThreads(threads);
  }

  /** Undefined where only the engine can read the file, be it that it is not there: the engine says what is wrong. */
  async withoutEngine(
    { path, rows }: TableFile,
    { columns, time, span, without }: FilePart,
    dictionaryOf: DictionaryOf,
  ): Promise<FileColumns | undefined> {
    const stored = columns.filter(isStored);
    if (path === undefined || time === undefined || stored.length < columns.length) return undefined;
    const found = await this.threads.read({ path, rows, time, span, without, columns: stored });
    if (found === undefined) return undefined;
    const made = await this.made(columns, found, dictionaryOf);
    return inTable(found, {
      dictionaryOf,
      codesOf: (name, { texts }) => made.get(name) ?? dictionaryOf(name).codesIn(texts),
    });
  }

  /** All rows of the file. */
  byEngine({ relation }: TableFile, { columns }: FilePart, dictionaryOf: DictionaryOf): Promise<FileColumns> {
    return this.engine.withConnection((connection) =>
      readByEngine(connection, { relation, columns, dictionaryOf }),
    );
  }

  close(): Promise<void> {
    return this.threads.close();
  }

  /** Table codes of the columns whose values are made of what was found. */
  private async made(
    columns: readonly WantedColumn[],
    found: FileFound,
    dictionaryOf: DictionaryOf,
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
}

const isStored = (column: WantedColumn): column is StoredColumn => column.stored !== undefined;
