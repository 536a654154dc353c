import type { TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import type { Lake } from '#lake';
import type { EmbeddedEngine, EngineRow, Ledger } from '#port';
import { stoppable, type QueryRequest } from '#query';
import type { Board } from './board.ts';
import type { Bound } from './condition.ts';

/** What the API needs of the world. */
export interface ApiWorld {
  readonly lake: Pick<Lake, 'tables' | 'scan' | 'describe'>;
  readonly ledger: Pick<Ledger, 'entries'>;
  /** Kept open and fenced: only statements of the API's own run in it. */
  readonly engine: EmbeddedEngine;
  readonly definitions: readonly TableDefinition[];
  readonly boards: readonly Board[];
  /** A request to the query room for a person's SQL, over every table. */
  readonly sqlRequest: (sql: string) => Promise<QueryRequest>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Levee's own. */
  readonly version: string;
}

/** Runs a statement of the API's own and returns its rows: few, bounded by the statement. */
export type Ask = (sql: string, values?: readonly Bound[]) => Promise<EngineRow[]>;

/** Longest time of one request. */
const MOST_SECONDS = 60;
const MOST_AT_ONCE = 4;
const MOST_WAITING = 64;

/** Too many requests wait: ask again later. */
export class Busy extends LeveeError {}

/** Lets a few requests ask at once; the others wait their turn. */
export class Desk {
  private busy = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly engine: EmbeddedEngine;

  constructor(engine: EmbeddedEngine) {
    this.engine = engine;
  }

  /** A connection for the duration of `use`, stopped when the time is over or the client has gone. */
  async asking<T>(signal: AbortSignal | undefined, use: (ask: Ask) => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await this.engine.withConnection((connection) =>
        stoppable(connection, { seconds: MOST_SECONDS, signal }, () =>
          use((sql, values) => connection.rows(sql, values)),
        ),
      );
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.busy >= MOST_AT_ONCE) {
      if (this.waiting.length >= MOST_WAITING)
        throw new Busy('too many requests wait', { hint: 'ask again in a moment' });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      return;
    }
    this.busy += 1;
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy -= 1;
    else next();
  }
}
