import { join } from 'node:path';
import type { Format } from '#format';
import { ColumnSpool } from './column-spool.ts';
import { ORDINAL } from './lanes.ts';
import { spoolColumns, spoolNulls } from './spool-columns.ts';
import { recordFields } from './spool-fields.ts';
import { SpoolFile } from './spool-file.ts';

/** A finished spool: which records it holds and how the engine must read them. */
export interface Spool {
  /**
   * `records`: records as columns of Parquet; `json`: records as AWS wrote them; `explained`: rewritten records; `text`: tokens as columns of
   * Parquet; `rejects`.
   */
  readonly lane: 'records' | 'json' | 'explained' | 'text' | 'rejects';
  /** `text`: names of the tokens in order; `records`: keys that any record had a value of. */
  readonly tokens: readonly string[];
  readonly path: string;
  readonly bytes: number;
  readonly longest: number;
}

/** What lanes write lines into, piece by piece. */
export interface LineSpool {
  readonly path: string;
  readonly bytes: number;
  /** Length of the longest line, for the engine's buffer. */
  longest: number;
  /** Appends ASCII or UTF-8 text. */
  text(text: string): void;
  byte(byte: number): void;
  slice(bytes: Uint8Array): void;
  close(): void;
}

/** The lanes of JSON lines. */
export type LineLane = 'json' | 'explained' | 'rejects';

/** Keys of records that a spool has a value of. */
const keysOf = ({ names }: ColumnSpool): string[] => names.filter((name) => name !== ORDINAL);

/** Layouts with a spool of their own; objects of yet another one take the explaining reader. */
const MOST_LAYOUTS = 64;
/** Spools of columns that keep their memory between objects: each takes up to 30 MB. */
const MOST_AWAKE = 4;

interface Open {
  readonly file: LineSpool;
  readonly lane: Spool['lane'];
  readonly tokens: readonly string[];
}

/** The spool files that one worker fills for one batch. */
export class SpoolSet {
  readonly #format: Format;
  readonly #directory: string;
  readonly #spares: string[];
  readonly #files = new Map<string, Open>();
  /** Spools of columns, the one used last at the end. */
  readonly #awake = new Set<ColumnSpool>();

  /** `spares`: files of an earlier batch that may be written over. */
  constructor(format: Format, directory: string, spares: readonly string[] = []) {
    this.#format = format;
    this.#directory = directory;
    this.#spares = [...spares];
  }

  /** The spool of JSON lines of a lane. */
  open(lane: LineLane): SpoolFile {
    const known = this.#files.get(lane)?.file;
    if (known instanceof SpoolFile) return known;
    const file = this.#newFile(lane);
    this.#files.set(lane, { file, lane, tokens: [] });
    return file;
  }

  /** The spool of tab-separated lines of one layout. Undefined when there are too many layouts. */
  openText(tokens: readonly string[]): LineSpool | undefined {
    const key = `text ${tokens.join(' ')}`;
    const known = this.#files.get(key)?.file;
    const file = known instanceof ColumnSpool ? known : this.#newColumns(key, tokens);
    if (file !== undefined) this.#wake(file);
    return file;
  }

  /** The spool of JSON records, a line each; undefined where the format's records are no columns. */
  openRecords(): ColumnSpool | undefined {
    const known = this.#files.get('records')?.file;
    if (known instanceof ColumnSpool) return known;
    const fields = recordFields(this.#format);
    if (fields === undefined) return undefined;
    const odd = (line: Uint8Array): void => {
      const file = this.open('json');
      file.slice(line);
      file.longest = Math.max(file.longest, line.length);
    };
    const file = new ColumnSpool(
      this.#newFile('records'),
      { fields, nulls: undefined, time: this.#format.time },
      odd,
    );
    this.#files.set('records', { file, lane: 'records', tokens: [] });
    return file;
  }

  /** Closes every file; those that hold nothing are left out. */
  finish(): Spool[] {
    for (const { file } of this.#files.values()) if (file instanceof ColumnSpool) file.close();
    const spools = [...this.#files.values()].map(({ file, lane, tokens }) => {
      if (file instanceof SpoolFile) file.close();
      const names = file instanceof ColumnSpool && lane === 'records' ? keysOf(file) : tokens;
      return { lane, tokens: names, path: file.path, bytes: file.bytes, longest: file.longest };
    });
    return spools.filter(({ bytes }) => bytes > 0);
  }

  #newColumns(key: string, tokens: readonly string[]): ColumnSpool | undefined {
    const fields = spoolColumns(this.#format, tokens);
    if (fields === undefined || this.#files.size >= MOST_LAYOUTS) return undefined;
    const file = new ColumnSpool(this.#newFile('text'), { fields, nulls: spoolNulls(this.#format) });
    this.#files.set(key, { file, lane: 'text', tokens });
    return file;
  }

  #newFile(lane: Spool['lane']): SpoolFile {
    return new SpoolFile(join(this.#directory, `${this.#files.size}-${lane}`), this.#spares.pop());
  }

  #wake(file: ColumnSpool): void {
    this.#awake.delete(file);
    this.#awake.add(file);
    const [oldest] = this.#awake;
    if (this.#awake.size <= MOST_AWAKE || oldest === undefined) return;
    oldest.rest();
    this.#awake.delete(oldest);
  }
}
