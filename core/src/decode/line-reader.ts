import type { Format, HeaderFallback } from '#format';
import type { FoundBytes, Refusal } from './record-sink.ts';
import { LineSplitter } from './line-splitter.ts';
import { declaredTokens, linesOf, type LinePlan, type LinePlans } from './line-layout.ts';

/** Where the lines of an object go. */
export interface LineSink {
  /** A line cut into tokens; the splitter holds where they are. */
  line(plan: LinePlan, splitter: LineSplitter, line: FoundBytes): void;
  reject(refusal: Refusal, line: FoundBytes): void;
}

/**
 * Reads the lines of one object: finds out its layout (declared order, header line or `#Fields:`) and cuts each
 * line by it. One per object: the header is the object's own.
 */
export class ObjectLines {
  readonly #format: Format;
  readonly #sink: LineSink;
  readonly #splitter: LineSplitter;
  readonly #plans: LinePlans;
  #header: LinePlan | undefined;
  /** The layout is the default one, told by the look of the first line: longer lines are not of it. */
  #isAssumed = false;
  /** Set when the object's layout can't be known: every line is rejected with it. */
  #unknown: Refusal | undefined;
  #lines = 0;

  constructor(format: Format, plans: LinePlans, sink: LineSink) {
    this.#format = format;
    this.#sink = sink;
    this.#plans = plans;
    this.#splitter = new LineSplitter(linesOf(format).tokens, lastQuotedOf(format));
  }

  read(line: FoundBytes): void {
    const isFirst = this.#lines === 0;
    this.#lines += 1;
    if (isFirst && this.#isRefused(line)) return;
    const { layout } = linesOf(this.#format);
    if (layout.order === 'w3c' && this.#directive(line)) return;
    if (layout.order === 'header' && this.#isHeader(line, isFirst, layout.fallback)) return;
    if (this.#unknown !== undefined) this.#sink.reject(this.#unknown, line);
    else this.#cut(line, layout.order === 'declared' ? layout.least : 1);
  }

  #isRefused(line: FoundBytes): boolean {
    const head = textOf(line, 8192);
    const refused = this.#format.refused.find(({ content }) => content.test(head));
    if (refused === undefined) return false;
    this.#unknown = { kind: 'refused_format', reason: refused.reason };
    this.#sink.reject(this.#unknown, line);
    return true;
  }

  /** The first line, or a header again: objects of several gzip members repeat theirs. */
  #isHeader(line: FoundBytes, isFirst: boolean, fallback: HeaderFallback | undefined): boolean {
    const first = this.#header?.tokens[0]?.name;
    const again = first !== undefined && textOf(line, first.length) === first;
    return (isFirst || again) && this.#readHeader(line, fallback);
  }

  /** Takes the header line; true when the line was one. */
  #readHeader(line: FoundBytes, fallback: HeaderFallback | undefined): boolean {
    const text = textOf(line, 65_536);
    const names = text.trim().split(/\s+/);
    if (names.filter((name) => this.#plans.known.has(name)).length * 2 >= names.length) {
      this.#header = this.#plans.ofNames(names);
      this.#isAssumed = false;
      return true;
    }
    if (fallback?.pattern.test(text) === true) {
      this.#header = this.#plans.ofNames(fallback.tokens);
      this.#isAssumed = true;
    } else
      this.#unknown = {
        kind: 'no_header',
        reason: 'no header line names the columns, and the line is not of the default layout',
      };
    return false;
  }

  /** Takes a `#` line of the W3C extended log format. */
  #directive(line: FoundBytes): boolean {
    if (line.bytes[line.start] !== 0x23) return false;
    const fields = /^#Fields:\s*(.*)$/i.exec(textOf(line, 65_536))?.[1];
    if (fields !== undefined) this.#header = this.#plans.ofNames(fields.trim().split(/\s+/));
    return true;
  }

  #cut(line: FoundBytes, least: number): void {
    const count = this.#splitter.cut(line);
    if (typeof count !== 'number') {
      this.#sink.reject(count, line);
      return;
    }
    const plan = this.#header ?? this.#plans.ofCount(count);
    const needed = this.#header?.tokens.length ?? least;
    if (count < needed)
      this.#sink.reject(
        { kind: 'too_few_columns', reason: `${count} columns where at least ${needed} belong` },
        line,
      );
    else if (this.#isAssumed && count > needed)
      this.#sink.reject(
        {
          kind: 'no_header',
          reason: `${count} columns, no header line, and the default layout has ${needed}`,
        },
        line,
      );
    else this.#sink.line(plan, this.#splitter, line);
  }
}

/** Position of the last token that can hold quotes, where the format says so. */
function lastQuotedOf(format: Format): number {
  const { tokens } = linesOf(format);
  return tokens.by === 'space' && tokens.lastQuoted !== undefined
    ? declaredTokens(format).indexOf(tokens.lastQuoted)
    : -1;
}

const textOf = (line: FoundBytes, most: number): string =>
  Buffer.from(
    line.bytes.buffer,
    line.bytes.byteOffset + line.start,
    Math.min(line.end - line.start, most),
  ).toString('utf8');
