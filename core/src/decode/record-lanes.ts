import type { Explained } from './explained.ts';
import { Lanes, ORDINAL, type LaneGiven } from './lanes.ts';
import { dayText } from './read-time.ts';
import type { FoundBytes } from './record-sink.ts';
import { keepRaw } from './reject.ts';

/** What the record of a row must be like to be looked at closely. */
export interface Likeness {
  /** UTC day of its event, `YYYY-MM-DD`. */
  readonly day: string;
  /** Text that stands in its bytes as it is; absent where none is known. */
  readonly mark?: string | undefined;
}

/** Records that are kept for a closer look, at most: a row's time and values tell them apart afterwards. */
const MOST_KEPT = 200_000;

/**
 * Lanes that keep the records of one object that are like a wanted one: each under its own number (from 0, rejects counted, as
 * `record_number` of `rejects`), its raw text beside it in the lane of the rejects. Counts the kept ones as rows, and those beyond
 * the limit as rejects.
 */
export class RecordLanes extends Lanes {
  readonly #like: Likeness;
  readonly #mark: Buffer;
  #next = 0;

  constructor(given: LaneGiven, like: Likeness) {
    super(given);
    this.#like = like;
    this.#mark = Buffer.from(like.mark ?? '', 'utf8');
  }

  override explained(read: () => Explained, piece: FoundBytes): void {
    const number = this.#next++;
    const explained = this.#hasMark(piece) ? read() : undefined;
    if (explained === undefined || 'kind' in explained || dayText(explained.day) !== this.#like.day) return;
    const { counter, limits } = this.given;
    if (counter.rows >= MOST_KEPT) return counter.reject();
    counter.row(explained.day);
    this.row(explained, number);
    const { raw, ...kept } = keepRaw(piece, limits.rejectRawBytes);
    const place = { [ORDINAL]: number, offset: piece.base + piece.start };
    this.line('rejects', JSON.stringify({ ...place, ...kept, raw: raw.toWellFormed() }));
  }

  override reject(): void {
    this.#next += 1;
  }

  #hasMark({ bytes, start, end }: FoundBytes): boolean {
    const length = this.#mark.length;
    if (length === 0) return true;
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(this.#mark, start);
    return at >= 0 && at + length <= end;
  }
}
