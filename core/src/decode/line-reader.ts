import type { Format, HeaderFallback, Layout } from '#format';
import type { FoundBytes, Refusal } from './record-sink.ts';
import { lineFits } from './line-fit.ts';
import { searchCut } from './line-search.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Window } from './window.ts';
import { declaredTokens, linesOf, type LinePlan, type LinePlans } from './line-layout.ts';

/** Where the lines of an object go. */
export interface LineSink {
  /** A line cut into tokens; the splitter holds where they are. False where it is not the fast reader's. */
  regular(plan: LinePlan, splitter: LineSplitter, line: FoundBytes): boolean;
  /** The same for the explaining reader. */
  explained(plan: LinePlan, splitter: LineSplitter, line: FoundBytes): void;
  reject(refusal: Refusal, line: FoundBytes): void;
  /** Takes regular lines off the window's front: of the layout of the last one, which must be `header` where that is given. */
  block(window: Window, header: LinePlan | undefined): void;
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
  readonly #lastQuoted: number;
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
    this.#lastQuoted = lastQuotedOf(format);
    this.#splitter = new LineSplitter(linesOf(format).tokens, {
      lastQuoted: this.#lastQuoted,
      absent: format.nulls[0] ?? '',
    });
  }

  /** Takes lines of a layout that is known by now, many at a time. */
  block(window: Window): void {
    if (this.#lines > 0 && this.#unknown === undefined) this.#sink.block(window, this.#header);
  }

  read(line: FoundBytes): void {
    const isFirst = this.#lines === 0;
    this.#lines += 1;
    if (isFirst && this.#isRefused(line)) return;
    const { layout } = linesOf(this.#format);
    if (layout.order === 'w3c' && this.#directive(line)) return;
    if (layout.order === 'header' && this.#isHeader(line, isFirst, layout.fallback)) return;
    const needed = this.#needed(layout);
    if (typeof needed === 'number') this.#cut(line, needed);
    else this.#sink.reject(needed, line);
  }

  /** The fewest columns of a line, or why its columns can't be known. */
  #needed(layout: Layout): number | Refusal {
    if (this.#unknown !== undefined) return this.#unknown;
    if (this.#header !== undefined) return this.#header.tokens.length;
    return layout.order === 'declared'
      ? layout.least
      : { kind: 'no_header', reason: 'no line names the columns' };
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

  #cut(line: FoundBytes, needed: number): void {
    const cut = this.#splitter.cut(line);
    const refusal = typeof cut === 'number' ? this.#misfit(cut, needed) : cut;
    if (refusal === undefined && this.#isRegular(line)) return;
    const isMended = this.#isOdd(refusal) && this.#recut(line, needed);
    if (refusal !== undefined && !isMended) this.#sink.reject(refusal, line);
    else if (!isMended || !this.#isRegular(line)) this.#sink.explained(this.#plan(), this.#splitter, line);
  }

  /** Whether the cut is refused, or gives tokens that do not fit. */
  #isOdd(refusal: Refusal | undefined): boolean {
    return refusal !== undefined || !lineFits(this.#plan(), this.#splitter);
  }

  #isRegular(line: FoundBytes): boolean {
    return this.#sink.regular(this.#plan(), this.#splitter, line);
  }

  /** The plan of the line that was just cut. */
  #plan(): LinePlan {
    const { count } = this.#splitter;
    return this.#header === undefined ? this.#plans.ofCount(count) : this.#plans.widened(this.#header, count);
  }

  #misfit(count: number, needed: number): Refusal | undefined {
    if (count < needed)
      return { kind: 'too_few_columns', reason: `${count} columns where at least ${needed} belong` };
    if (!this.#isAssumed || count === needed) return undefined;
    const reason = `${count} columns, no header line, and the default layout has ${needed}`;
    return { kind: 'no_header', reason };
  }

  /** Looks for a cut of the line in which every token fits, and takes it. */
  #recut(line: FoundBytes, least: number): boolean {
    const { tokens } = linesOf(this.#format);
    if (tokens.by !== 'space' || tokens.quotes === false) return false;
    const plan = this.#header ?? this.#plans.declared;
    const found = searchCut(line, {
      plan,
      least,
      hasBrackets: tokens.brackets,
      lastQuoted: this.#lastQuoted,
    });
    if (found !== undefined) this.#splitter.retake(found.starts, found.ends);
    return found !== undefined;
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
