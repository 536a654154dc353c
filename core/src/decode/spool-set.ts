import { join } from 'node:path';
import { SpoolFile } from './spool-file.ts';

/** A finished spool: which lines it holds and how the engine must read them. */
export interface Spool {
  /** `json`: records as AWS wrote them; `explained`: rewritten records; `text`: tokens joined by tabs; `rejects`. */
  readonly lane: 'json' | 'explained' | 'text' | 'rejects';
  /** `text`: names of the tokens in order. */
  readonly tokens: readonly string[];
  readonly path: string;
  readonly bytes: number;
  readonly longest: number;
}

/** Layouts with a spool of their own; objects of yet another one take the explaining reader. */
const MOST_LAYOUTS = 64;

/** The spool files that one worker fills for one batch. */
export class SpoolSet {
  readonly #directory: string;
  readonly #spares: string[];
  readonly #files = new Map<string, { file: SpoolFile; lane: Spool['lane']; tokens: readonly string[] }>();

  /** `spares`: files of an earlier batch that may be written over. */
  constructor(directory: string, spares: readonly string[] = []) {
    this.#directory = directory;
    this.#spares = [...spares];
  }

  /** The spool of a lane; one per layout for text. Undefined when there are too many layouts. */
  open(lane: Spool['lane'], tokens: readonly string[] = []): SpoolFile | undefined {
    const key = `${lane} ${tokens.join(' ')}`;
    const known = this.#files.get(key);
    if (known !== undefined) return known.file;
    if (lane === 'text' && this.#files.size >= MOST_LAYOUTS) return undefined;
    const file = new SpoolFile(join(this.#directory, `${this.#files.size}-${lane}`), this.#spares.pop());
    this.#files.set(key, { file, lane, tokens });
    return file;
  }

  /** Closes every file. */
  finish(): Spool[] {
    return [...this.#files.values()].map(({ file, lane, tokens }) => {
      file.close();
      return { lane, tokens, path: file.path, bytes: file.bytes, longest: file.longest };
    });
  }
}
