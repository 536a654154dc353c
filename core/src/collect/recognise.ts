import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import type { Format } from '#format';

/** What an object is, as far as key and content say. */
export type Recognised =
  | { readonly is: 'format'; readonly format: Format; readonly named: KeyNames }
  /** An object that AWS writes to test its access; it has no records. */
  | { readonly is: 'probe' }
  | { readonly is: 'unrecognised'; readonly reason: string };

/** What the object's key names; null where it does not. */
export interface KeyNames {
  readonly account: string | null;
  readonly region: string | null;
  readonly stream: string | null;
}

/** Bytes of an object's text that content tests see. */
const HEAD_BYTES = 16_384;

/**
 * Recognises objects by key, else by content. Nothing is guessed: an object that no declaration, or more than one,
 * claims is unrecognised, with the reason in words.
 */
export class Recogniser {
  readonly #formats: readonly Format[];
  readonly #override: Format | undefined;

  /** `override` (from `--format`) is believed, whatever the key says. */
  constructor(formats: readonly Format[], override?: Format) {
    this.#formats = formats;
    this.#override = override;
  }

  /** `key` is decoded and may have any prefix; `path` is where the bytes can be read. */
  recognise(key: string, path: string): Recognised {
    if (this.#formats.some((format) => format.probes.some((probe) => probe.test(key))))
      return { is: 'probe' };
    if (this.#override !== undefined)
      return { is: 'format', format: this.#override, named: keyNames(this.#override, key) };
    const byKey = this.#formats.filter((format) => format.objects.some((pattern) => pattern.test(key)));
    const [format] = byKey;
    if (format !== undefined && byKey.length === 1)
      return { is: 'format', format, named: keyNames(format, key) };
    return this.#byContent(key, path);
  }

  #byContent(key: string, path: string): Recognised {
    const head = headOf(path);
    if (head === undefined)
      return { is: 'unrecognised', reason: 'its gzip header is damaged and its key says nothing' };
    if (head === '') return { is: 'unrecognised', reason: 'it is empty and its key says nothing' };
    const refused = this.#formats
      .flatMap((format) => format.refused)
      .find(({ content }) => content.test(head));
    if (refused !== undefined) return { is: 'unrecognised', reason: refused.reason };
    const found = this.#formats.filter((format) => format.content.some((pattern) => pattern.test(head)));
    const [format] = found;
    if (format !== undefined && found.length === 1)
      return { is: 'format', format, named: keyNames(format, key) };
    const names = found.map(({ name }) => name).join(' and ');
    return {
      is: 'unrecognised',
      reason:
        names === ''
          ? 'neither its key nor its first bytes are of a known format'
          : `its content fits ${names}`,
    };
  }
}

function keyNames(format: Format, key: string): KeyNames {
  const groups = format.objects
    .map((pattern) => pattern.exec(key)?.groups)
    .find((found) => found !== undefined);
  return {
    account: groups?.['account'] ?? null,
    region: groups?.['region'] ?? null,
    stream: groups?.['stream'] ?? null,
  };
}

/** The first text of an object, inflated; undefined where it is gzip that cannot be begun. */
function headOf(path: string): string | undefined {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const stored = bytes.subarray(0, readSync(fd, bytes));
    if (stored[0] !== 0x1f || stored[1] !== 0x8b) return textOf(stored);
    return textOf(
      gunzipSync(stored, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD_BYTES * 1200 }),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return undefined;
    throw error;
  } finally {
    closeSync(fd);
  }
}

const textOf = (bytes: Buffer): string => bytes.toString('utf8', 0, HEAD_BYTES).replace(/^\uFEFF/, '');
