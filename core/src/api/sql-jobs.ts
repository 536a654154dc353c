import { randomUUID } from 'node:crypto';
import { LeveeError, messageOf } from '#kernel';
import type { SqlSummary } from '#port';
import { BadRequest } from './bad-request.ts';
import type { Covers, SqlAnswer, SqlForm } from './contract.ts';
import { pageLimit } from './limits.ts';
import { newestEventOf } from './plan.ts';
import { engineOf } from './sql-estimate.ts';
import { bodyOf, TYPES, type ResultBody } from './sql-result.ts';
import { runQuery, type Running } from './sql-run.ts';
import { Busy, type ApiWorld } from './world.ts';

const MOST_JOBS = 32;
const MOST_RUNNING = 2;

/** A query that was started here, with its state. */
export interface Job extends Running {
  readonly id: string;
  readonly startedAt: number;
  readonly stop: AbortController;
  state: SqlAnswer['state'];
  endedAt: number | undefined;
  error: SqlAnswer['error'];
  newestEvent: string | null;
}

/** What a client asks for. */
export type SqlStart = Pick<Running, 'sql' | 'limit'> & { readonly engine?: SqlAnswer['engine'] | undefined };

/** A person's SQL: started, asked after, cancelled, and its result read in several forms. The oldest results go first. */
export class SqlJobs {
  private readonly jobs = new Map<string, Job>();
  private readonly world: ApiWorld;

  constructor(world: ApiWorld) {
    this.world = world;
  }

  /** @throws Busy where enough run already; BadRequest for an engine that is not there. */
  start({ sql, limit, engine }: SqlStart): SqlAnswer {
    const running = [...this.jobs.values()].filter(({ state }) => state === 'running');
    if (running.length >= MOST_RUNNING)
      throw new Busy(`${MOST_RUNNING} queries run already`, { hint: 'cancel one, or wait' });
    const job = newJob({ sql, limit, engine: engineOf(this.world, engine) });
    this.jobs.set(job.id, job);
    const oldest = [...this.jobs.values()].find(({ state }) => state !== 'running');
    if (this.jobs.size > MOST_JOBS && oldest !== undefined) this.jobs.delete(oldest.id);
    void this.run(job);
    return answerOf(job);
  }

  status = (id: string): SqlAnswer => answerOf(this.job(id));

  cancel(id: string): SqlAnswer {
    const job = this.job(id);
    job.stop.abort();
    return answerOf(job);
  }

  /** The result in a form; Parquet asks again, into a file. */
  async result(id: string, form: SqlForm): Promise<{ type: string; body: ResultBody }> {
    const job = this.job(id);
    if (job.state !== 'done') throw new BadRequest('id', `a query that is done; this one is ${job.state}`);
    return { type: TYPES[form], body: await bodyOf(this.world, job, form) };
  }

  close(): void {
    for (const { stop } of this.jobs.values()) stop.abort();
  }

  private job(id: string): Job {
    const job = this.jobs.get(id);
    if (job !== undefined) return job;
    throw new BadRequest('id', 'a query that was started here and is not too old', 404);
  }

  private async run(job: Job): Promise<void> {
    try {
      await runQuery(this.world, job);
      job.newestEvent = await newestEventOf(
        this.world,
        job.reads.map(({ table }) => table),
      );
      job.state = 'done';
    } catch (error) {
      job.rows = [];
      job.state = job.stop.signal.aborted ? 'cancelled' : 'failed';
      const hint = error instanceof LeveeError ? error.hint : undefined;
      job.error = { message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
    }
    job.probe = () => null;
    job.endedAt = performance.now();
  }
}

function newJob(asked: Pick<Running, 'sql' | 'limit' | 'engine'>): Job {
  const stop = new AbortController();
  return {
    ...asked,
    id: randomUUID(),
    startedAt: performance.now(),
    stop,
    signal: stop.signal,
    state: 'running',
    endedAt: undefined,
    error: null,
    columns: [],
    rows: [],
    summary: undefined,
    reads: [],
    probe: () => null,
    newestEvent: null,
  };
}

function answerOf(job: Job): SqlAnswer {
  const { id, engine, state, rows, summary, error } = job;
  const isDone = state === 'done';
  return {
    id,
    engine,
    state,
    elapsedMs: elapsed(job),
    progress: isDone ? 1 : job.probe(),
    rows: isDone ? rows.length : null,
    isCut: summary?.isCut === true,
    covers: isDone ? coversOf(job) : null,
    ...toldOf(summary),
    error,
  };
}

/** What a distributed engine told. */
const toldOf = ({ queryId, scannedBytes, costUsd }: Partial<SqlSummary> = {}) => ({
  queryId: queryId ?? null,
  scannedBytes: scannedBytes ?? null,
  costUsd: costUsd ?? null,
});

const elapsed = ({ startedAt, endedAt }: Job): number =>
  Math.round((endedAt ?? performance.now()) - startedAt);

function coversOf(job: Job): Covers {
  const { reads, summary, limit, newestEvent } = job;
  const sum = (count: (read: Job['reads'][number]) => number) =>
    reads.reduce((total, read) => total + count(read), 0);
  return {
    rows: sum(({ rows = 0 }) => rows),
    files: sum(({ files }) => files),
    bytes: summary?.scannedBytes ?? sum(({ bytes }) => bytes),
    elapsedMs: elapsed(job),
    cached: summary?.isReused === true,
    limits: pageLimit(limit, summary?.isCut === true),
    newestEvent,
    snapshotId: null,
  };
}
