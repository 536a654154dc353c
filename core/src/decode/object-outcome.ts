import type { Note } from './explained.ts';
import { dayText } from './read-time.ts';

/** What decoding one object came to. Always: `records = rows + rejects`. */
export interface ObjectOutcome {
  readonly ordinal: number;
  readonly records: number;
  readonly rows: number;
  readonly rejects: number;
  /** Inflated bytes read. */
  readonly bytes: number;
  /** First and last UTC day of its rows, `YYYY-MM-DD`. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** How often what was not as declared, by `why path`. */
  readonly drift: Readonly<Record<string, number>>;
}

/** Drift kinds kept per object; more are counted together. */
const MOST_DRIFT_PATHS = 200;

/** Counts records of one object while it is read. */
export class OutcomeCounter {
  records = 0;
  rows = 0;
  rejects = 0;
  bytes = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  readonly #drift = new Map<string, number>();

  row(day: number): void {
    this.records += 1;
    this.rows += 1;
    if (day < this.#first) this.#first = day;
    if (day > this.#last) this.#last = day;
  }

  /** Counts rows that were read together. */
  rowsOf({ rows, firstDay, lastDay }: { rows: number; firstDay: number; lastDay: number }): void {
    if (rows === 0) return;
    this.records += rows;
    this.rows += rows;
    this.#first = Math.min(this.#first, firstDay);
    this.#last = Math.max(this.#last, lastDay);
  }

  reject(count = 1): void {
    this.records += count;
    this.rejects += count;
  }

  note({ why, path }: Note, count = 1): void {
    const key = `${why} ${path}`;
    const isNew = !this.#drift.has(key);
    const counted = isNew && this.#drift.size >= MOST_DRIFT_PATHS ? 'further_fields *' : key;
    this.#drift.set(counted, (this.#drift.get(counted) ?? 0) + count);
  }

  outcome(ordinal: number): ObjectOutcome {
    const { records, rows, rejects, bytes } = this;
    const days = rows === 0 ? null : { first: dayText(this.#first), last: dayText(this.#last) };
    return {
      ordinal,
      records,
      rows,
      rejects,
      bytes,
      firstDay: days?.first ?? null,
      lastDay: days?.last ?? null,
      drift: Object.fromEntries(this.#drift),
    };
  }
}
