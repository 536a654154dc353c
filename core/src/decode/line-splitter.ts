import { assertNever } from '#kernel';
import type { Tokens } from '#format';
import type { FoundBytes, Refusal } from './record-sink.ts';
import { Tokenizer, UNCLOSED } from './tokenizer.ts';

/** Cuts lines into tokens by whichever way the format declares; the tokens stay where they are. */
export class LineSplitter {
  /** The line's bytes, or for patterns a copy of the groups. */
  bytes: Uint8Array = new Uint8Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  count = 0;
  readonly #tokens: Tokens;
  readonly #tokenizer: Tokenizer;
  readonly #absent: string;

  /** `absent` is the text of a pattern's group that took no part: a null token of the format. */
  constructor(tokens: Tokens, given: { lastQuoted: number; absent: string }) {
    this.#tokens = tokens;
    this.#absent = given.absent;
    this.#tokenizer = new Tokenizer(
      tokens.by === 'space' ? tokens : { by: 'space', quotes: false, brackets: false, lastQuoted: undefined },
      given.lastQuoted,
    );
    this.starts = this.#tokenizer.starts;
    this.ends = this.#tokenizer.ends;
  }

  /** Number of tokens, or why the line has none. */
  cut(line: FoundBytes): number | Refusal {
    this.bytes = line.bytes;
    switch (this.#tokens.by) {
      case 'space':
        return this.#spaced(line);
      case 'tab':
        return this.#tabbed(line);
      case 'pattern':
        return this.#matched(line, this.#tokens.pattern);
      default:
        return assertNever(this.#tokens);
    }
  }

  /** Takes other bounds for the same line's tokens. */
  retake(starts: readonly number[], ends: readonly number[]): void {
    this.starts.set(starts);
    this.ends.set(ends);
    this.count = starts.length;
  }

  #spaced(line: FoundBytes): number | Refusal {
    this.count = this.#tokenizer.cut(line.bytes, line.start, line.end);
    return this.count === UNCLOSED
      ? { kind: 'unclosed_quote', reason: 'a quote or bracket is not closed on its line' }
      : this.count;
  }

  #tabbed(line: FoundBytes): number {
    let start = line.start;
    this.count = 0;
    while (start <= line.end && this.count < this.starts.length) {
      const isLast = this.count === this.starts.length - 1;
      const tab = isLast ? -1 : line.bytes.indexOf(0x09, start);
      const end = tab < 0 || tab > line.end ? line.end : tab;
      this.#put(start, end);
      start = end + 1;
    }
    return this.count;
  }

  /** The pattern's groups one behind the other become the bytes that tokens point into. */
  #matched(line: FoundBytes, pattern: RegExp): number | Refusal {
    const text = Buffer.from(line.bytes.subarray(line.start, line.end)).toString('latin1');
    const match = pattern.exec(text);
    if (match === null) return { kind: 'unmatched_pattern', reason: "the line is not of the format's form" };
    const groups = Object.values(match.groups ?? {}).map((group: string | undefined) =>
      Buffer.from(group ?? this.#absent, 'latin1'),
    );
    this.bytes = Buffer.concat(groups);
    this.count = 0;
    for (const group of groups) {
      const start = this.count === 0 ? 0 : (this.ends[this.count - 1] as number);
      this.#put(start, start + group.length);
    }
    return this.count;
  }

  #put(start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }
}
