import type { Enclosing } from './envelope-sink.ts';
import { explainLine } from './explain-line.ts';
import type { Explained } from './explained.ts';
import { LineBlocks } from './line-blocks.ts';
import { isTextPiece, type LaneGiven, type Lanes } from './lanes.ts';
import { lineFits } from './line-fit.ts';
import { MOST_FAST_BYTES, noValue, type LinePlan } from './line-layout.ts';
import type { LineSink } from './line-reader.ts';
import type { LineSplitter } from './line-splitter.ts';
import { NO_DAY } from './read-time.ts';
import type { FoundBytes, Refusal } from './record-sink.ts';
import type { LineSpool } from './spool-set.ts';
import { isOneOf } from './token-check.ts';
import { partSpan, type Span } from './token-parts.ts';
import type { Window } from './window.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;

/** Sorts the lines of one object: regular ones become tab-separated lines for the fast reader. */
export class TextLane implements LineSink {
  readonly #given: LaneGiven;
  readonly #lanes: Lanes;
  readonly #explainAll: boolean;
  readonly #prefix: string;
  /** What stands around the lines that come now: it goes to their `extra`. */
  around: Enclosing | undefined;
  #fast: LinePlan | undefined;
  #file: LineSpool | undefined;
  #blocks: LineBlocks | undefined;

  constructor(given: LaneGiven & { lanes: Lanes; explainAll: boolean }) {
    this.#given = given;
    this.#lanes = given.lanes;
    this.#explainAll = given.explainAll;
    this.#prefix = `${given.ordinal}`;
  }

  regular(plan: LinePlan, splitter: LineSplitter, line: FoundBytes): boolean {
    if (this.#fast !== plan) this.#use(plan);
    const day = this.#isRegular(splitter, line) ? this.#day(splitter) : NO_DAY;
    if (day === NO_DAY || this.#file === undefined) return false;
    this.#write(this.#file, plan, splitter);
    this.#given.counter.row(day);
    for (const at of plan.unknown)
      if (!this.#isNull(splitter, at))
        this.#given.counter.note({ why: 'unknown_column', path: plan.names[at] ?? '' });
    return true;
  }

  /** Takes regular lines of the layout `header`, or of the last line's, off the window's front. */
  block(window: Window, header: LinePlan | undefined): void {
    const plan = this.#fast;
    const file = this.#file;
    const isOther = plan === undefined || (header !== undefined && header !== plan);
    if (isOther || file === undefined || this.#explainAll || this.around !== undefined) return;
    this.#blocks ??= new LineBlocks(this.#given);
    this.#blocks.take(window, file, plan);
  }

  explained(plan: LinePlan, splitter: LineSplitter, line: FoundBytes): void {
    this.#lanes.explained(() => this.#explain(plan, splitter), line);
  }

  #explain(plan: LinePlan, splitter: LineSplitter): Explained {
    const tokens = Array.from({ length: splitter.count }, (_, at) =>
      splitter.bytes.subarray(splitter.starts[at], splitter.ends[at]),
    );
    const read = explainLine(plan, tokens, this.#given.format.time);
    if ('kind' in read || this.around === undefined) return read;
    return { ...read, extra: new Map([...this.around, ...read.extra]) };
  }

  reject(refusal: Refusal, line: FoundBytes): void {
    this.#lanes.reject(refusal, line);
  }

  #use(plan: LinePlan): void {
    this.#fast = plan;
    this.#file = plan.isPlain && !this.#explainAll ? this.#given.spools.openText(plan.names) : undefined;
  }

  /** No control bytes, UTF-8, as many tokens as planned, each reading as its columns say. */
  #isRegular(splitter: LineSplitter, line: FoundBytes): boolean {
    const fast = this.#fast;
    if (fast === undefined || this.#explainAll || this.#file === undefined || this.around !== undefined)
      return false;
    const fits = splitter.count === fast.tokens.length && line.end - line.start <= MOST_FAST_BYTES;
    return fits && !hasControl(line) && isTextPiece(line) && lineFits(fast, splitter);
  }

  /** Event day by the first time token that has a value. */
  #day(splitter: LineSplitter): number {
    const { form, fields } = this.#given.format.time;
    const isBoth = form === 'date-and-time';
    let found = NO_DAY;
    for (const field of fields) {
      const at = this.#fast?.names.indexOf(field) ?? -1;
      const day = this.#dayAt(splitter, at);
      if (isBoth && day === NO_DAY) return NO_DAY;
      if (!isBoth && (day !== NO_DAY || !this.#isNull(splitter, at))) return day;
      if (found === NO_DAY) found = day;
    }
    return found;
  }

  #dayAt(splitter: LineSplitter, at: number): number {
    const day = this.#fast?.tokens[at]?.day;
    return day?.(splitter.bytes, splitter.starts[at] as number, splitter.ends[at] as number) ?? NO_DAY;
  }

  /** Whether a token is not there, or means "no value". */
  #isNull(splitter: LineSplitter, at: number): boolean {
    if (at < 0) return true;
    const span = { start: splitter.starts[at] as number, end: splitter.ends[at] as number };
    return isOneOf(this.#fast?.nulls[at] ?? [], splitter.bytes, span);
  }

  #write(file: LineSpool, plan: LinePlan, splitter: LineSplitter): void {
    file.text(this.#prefix);
    for (let at = 0; at < splitter.count; at += 1) {
      const token = { start: splitter.starts[at] as number, end: splitter.ends[at] as number };
      const parts = plan.parts[at] ?? [];
      const isSplit = parts.length > 1 || parts[0] !== 'whole';
      if (isSplit && this.#isNull(splitter, at))
        file.text(`\t${noValue(this.#given.format)}`.repeat(parts.length));
      else for (const part of parts) cell(file, splitter.bytes, partSpan(splitter.bytes, token, part));
    }
    file.byte(NEWLINE);
  }
}

function cell(file: LineSpool, bytes: Uint8Array, { start, end }: Span): void {
  file.byte(TAB);
  file.slice(bytes.subarray(start, end));
}

function hasControl({ bytes, start, end }: FoundBytes): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) < 0x20) return true;
  return false;
}
