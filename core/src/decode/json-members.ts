import { JsonScanner } from './json-scanner.ts';

/** A piece of a record's bytes. */
export interface Slice {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** One member of a JSON object, its value uninterpreted. */
export interface Member {
  readonly key: string;
  readonly value: Slice;
}

/**
 * Takes objects and arrays apart one level at a time. Values stay bytes, so that no digit and no
 * spelling is lost. The bytes must have passed the scanner (they are one well-formed value).
 */
export class JsonParts {
  readonly #scanner: JsonScanner;

  constructor(maxDepth: number) {
    this.#scanner = new JsonScanner(maxDepth);
  }

  /** Members of the object in `slice`, in order, repeated keys included. */
  members(slice: Slice): Member[] {
    const members: Member[] = [];
    let at = this.#open(slice);
    while (slice.bytes[at] === 0x22) {
      const keyEnd = this.#scanner.string(at + 1);
      const key = textOf({ bytes: slice.bytes, start: at, end: keyEnd });
      const start = this.#scanner.space(this.#scanner.space(keyEnd) + 1);
      const end = this.#scanner.record(start, undefined);
      members.push({ key, value: { bytes: slice.bytes, start, end } });
      at = this.#next(end);
    }
    return members;
  }

  /** Elements of the array in `slice`. */
  elements(slice: Slice): Slice[] {
    const elements: Slice[] = [];
    let at = this.#open(slice);
    while (at < slice.end && slice.bytes[at] !== 0x5d) {
      const end = this.#scanner.record(at, undefined);
      elements.push({ bytes: slice.bytes, start: at, end });
      at = this.#next(end);
    }
    return elements;
  }

  #open(slice: Slice): number {
    this.#scanner.bytes = slice.bytes;
    this.#scanner.end = slice.end;
    return this.#scanner.space(slice.start + 1);
  }

  #next(end: number): number {
    const at = this.#scanner.space(end);
    return this.#scanner.bytes[at] === 0x2c ? this.#scanner.space(at + 1) : at;
  }
}

/** First byte of a slice. */
export const firstByte = (slice: Slice): number => slice.bytes[slice.start] as number;

/** The bytes of a slice as a buffer, not copied. */
export const bytesOf = (slice: Slice): Buffer =>
  Buffer.from(slice.bytes.buffer, slice.bytes.byteOffset + slice.start, slice.end - slice.start);

/** The value of a JSON string slice; ill-formed surrogates and bytes that are not UTF-8 stay visible as escapes. */
function textOf(slice: Slice): string {
  const text = JSON.parse(bytesOf(slice).toString('utf8')) as string;
  return text;
}
