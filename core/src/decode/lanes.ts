import { isUtf8 } from 'node:buffer';
import type { Format } from '#format';
import { objectText } from './explain-json.ts';
import type { Explained, ExplainedRow } from './explained.ts';
import type { DecodeLimits } from './limits.ts';
import type { OutcomeCounter } from './object-outcome.ts';
import type { FoundBytes, Refusal } from './record-sink.ts';
import { keepRaw, type Reject } from './reject.ts';
import type { SpoolSet } from './spool-set.ts';

/** Keys that Levee adds to spooled records; no declared field begins with `@`. */
export const ORDINAL = '@o';
export const EXTRA = '@x';

/** What all lanes of one object share. */
export interface LaneGiven {
  readonly format: Format;
  readonly ordinal: number;
  readonly spools: SpoolSet;
  readonly counter: OutcomeCounter;
  readonly limits: DecodeLimits;
  /** JSON records stay lines: what columns are held against. */
  readonly isPlain?: boolean;
}

/** Writes explained records and rejects of one object to their spools, counting both. */
export class Lanes {
  protected readonly given: LaneGiven;
  #unwritten = 0;

  constructor(given: LaneGiven) {
    this.given = given;
  }

  /** A record for the explaining reader: a row with its notes, or a reject. */
  explained(read: () => Explained, piece: FoundBytes): void {
    const explained = read();
    if ('kind' in explained) {
      this.reject(explained, piece);
      return;
    }
    const { counter, ordinal } = this.given;
    for (const note of explained.notes) counter.note(note);
    counter.row(explained.day);
    this.row(explained, ordinal);
  }

  /** Writes a row. */
  protected row(explained: ExplainedRow, ordinal: number): void {
    const extra = Object.fromEntries(
      [...explained.extra].map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]),
    );
    const added = new Map([[ORDINAL, String(ordinal)]]);
    if (explained.extra.size > 0) added.set(EXTRA, JSON.stringify(extra));
    this.line('explained', objectText(new Map([...added, ...explained.fields])));
  }

  reject({ kind, reason }: Refusal, piece: FoundBytes): void {
    const { counter, limits, ordinal } = this.given;
    const record = counter.records;
    counter.reject();
    if (counter.rejects > limits.maxRejectsPerObject) {
      this.#unwritten += 1;
      return;
    }
    const reject: Reject = {
      record,
      offset: piece.base + piece.start,
      kind,
      reason,
      ...keepRaw(piece, limits.rejectRawBytes),
    };
    this.line('rejects', JSON.stringify({ [ORDINAL]: ordinal, ...reject, raw: reject.raw.toWellFormed() }));
  }

  /** Says how many rejects were counted but not kept one by one. */
  finish(): void {
    if (this.#unwritten === 0) return;
    const { counter, limits, ordinal } = this.given;
    const reason = `${this.#unwritten} further rejects of this object are counted here, not kept (maxRejectsPerObject ${limits.maxRejectsPerObject})`;
    const reject = {
      record: counter.records - 1,
      kind: 'too_many_rejects',
      reason,
      raw: '',
      rawBytes: 0,
      count: this.#unwritten,
    };
    this.line('rejects', JSON.stringify({ [ORDINAL]: ordinal, ...reject }));
  }

  protected line(lane: 'explained' | 'rejects', text: string): void {
    const file = this.given.spools.open(lane);
    file.text(text);
    file.byte(0x0a);
    file.longest = Math.max(file.longest, text.length * 3);
  }
}

/** Whether a record's bytes are UTF-8. */
export const isTextPiece = ({ bytes, start, end }: FoundBytes): boolean => isUtf8(bytes.subarray(start, end));
