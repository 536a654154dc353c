import type { ColumnStore } from '#columns';
import type { TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import type { Lake } from '#lake';
import type { EmbeddedEngine, EngineRow, Ledger, SqlEngine, WantedRecord } from '#port';
import { stoppable, type QueryRequest } from '#query';
import type { Board } from './board.ts';
import type { Bound } from './condition.ts';
import type { EngineName, RawState } from './contract.ts';
import { Progress, type Watch } from './progress.ts';

/** A distributed engine that reads the lake's tables. */
export interface RemoteEngine {
  readonly name: Exclude<EngineName, 'duckdb'>;
  /** What it charges, where it does. */
  readonly dollarsPerTerabyte?: number;
  /** US dollars for so many bytes scanned. */
  readonly costOf?: (bytes: number) => number;
  readonly query: SqlEngine['query'];
}

/** A row's record, and where it is looked for. */
export interface RecordAsked extends WantedRecord {
  readonly table: string;
  /** `source_object` of the row: the lake's word, never a client's. */
  readonly object: string;
}

/** What became of looking for a record. */
export interface RecordTold {
  readonly state: RawState;
  /** The object as it was when it was read, and what else there is to say. */
  readonly notes: readonly string[];
  readonly record?: {
    readonly number: number;
    readonly offset: number;
    readonly raw: string;
    readonly bytes: number;
    readonly isCut: boolean;
  };
}

/** What the API needs of the world. */
export interface ApiWorld {
  readonly lake: Pick<Lake, 'tables' | 'scan' | 'describe'>;
  readonly ledger: Pick<Ledger, 'entries'>;
  /** Kept open and fenced: only statements of the API's own run in it. */
  readonly engine: EmbeddedEngine;
  /** Columns that boards are answered from, where the server keeps any. */
  readonly columns?: ColumnStore;
  readonly definitions: readonly TableDefinition[];
  readonly boards: readonly Board[];
  /** A request to the query room for a person's SQL, over every table. */
  readonly sqlRequest: (sql: string) => Promise<QueryRequest>;
  /** Reads a row's record again, in an object that the lake's ledger knows; until the signal says stop. */
  readonly findRecord: (asked: RecordAsked, signal: AbortSignal) => Promise<RecordTold>;
  /** Engines besides the embedded one that the server is configured with. */
  readonly remotes: readonly RemoteEngine[];
  /** Answers a person's SQL where nobody says which; one of `remotes`, or the embedded one. */
  readonly defaultEngine: EngineName;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Levee's own. */
  readonly version: string;
}

/** Runs a statement of the API's own and returns its rows: few, bounded by the statement. */
export type Ask = (sql: string, values?: readonly Bound[]) => Promise<EngineRow[]>;

/** Who asks: when to stop, and who hears how far the question is. */
export interface Asking {
  readonly signal?: AbortSignal | undefined;
  readonly watch?: Watch | undefined;
}

/** A question: what it asks with, and when it must stop whatever does not go through `ask`. */
type Use<T> = (ask: Ask, progress: Progress, stop: AbortSignal) => Promise<T>;

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

  /**
   * A connection for the duration of `use`, stopped when the time is over or the client has gone. `watch` hears how far
   * it is.
   */
  async asking<T>({ signal, watch }: Asking, use: Use<T>): Promise<T> {
    await this.enter();
    try {
      return await this.engine.withConnection(async (connection) => {
        const progress = new Progress(watch === undefined ? () => null : await connection.watched());
        const ask: Ask = (sql, values) => progress.counting(connection.rows(sql, values));
        const late = AbortSignal.timeout(MOST_SECONDS * 1000);
        const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
        return stoppable(connection, { seconds: MOST_SECONDS, signal }, () =>
          progress.telling(watch, use(ask, progress, stop)),
        );
      });
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
