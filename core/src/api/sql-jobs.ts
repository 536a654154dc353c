import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeveeError, messageOf } from '#kernel';
import { outputText, query, queryToParquet, type QueryResult, type TextOutput } from '#query';
import type { EngineColumn, EngineValue } from '#port';
import { BadRequest } from './bad-request.ts';
import type { SqlAnswer, SqlForm } from './contract.ts';
import { Busy, type ApiWorld } from './world.ts';

const MOST_SECONDS = 300;
const MOST_JOBS = 32;
const MOST_RUNNING = 2;

interface Job {
  readonly id: string;
  readonly sql: string;
  readonly limit: number;
  readonly startedAt: number;
  readonly stop: AbortController;
  state: SqlAnswer['state'];
  endedAt: number | undefined;
  error: SqlAnswer['error'];
  columns: readonly EngineColumn[];
  rows: (readonly EngineValue[])[];
  isCut: boolean;
}

/** A person's SQL: started, asked after, cancelled, and its result read in several forms. The oldest results go first. */
export class SqlJobs {
  private readonly jobs = new Map<string, Job>();
  private readonly world: ApiWorld;

  constructor(world: ApiWorld) {
    this.world = world;
  }

  start(sql: string, limit: number): SqlAnswer {
    const running = [...this.jobs.values()].filter(({ state }) => state === 'running');
    if (running.length >= MOST_RUNNING)
      throw new Busy(`${MOST_RUNNING} queries run already`, { hint: 'cancel one, or wait' });
    const job: Job = {
      id: randomUUID(),
      sql,
      limit,
      startedAt: performance.now(),
      stop: new AbortController(),
      state: 'running',
      endedAt: undefined,
      error: null,
      columns: [],
      rows: [],
      isCut: false,
    };
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
  async result(
    id: string,
    form: SqlForm,
  ): Promise<{ type: string; body: AsyncIterable<string> | Uint8Array }> {
    const job = this.job(id);
    if (job.state !== 'done') throw new BadRequest('id', `a query that is done; this one is ${job.state}`);
    if (form === 'parquet') return { type: TYPES.parquet, body: await this.parquet(job) };
    if (form === 'json') return { type: TYPES.json, body: jsonOf(job) };
    return { type: TYPES[form], body: textOf(job, form) };
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
      const request = await this.world.sqlRequest(job.sql);
      const limits = { rows: job.limit, seconds: MOST_SECONDS };
      await query({ ...request, limits, signal: job.stop.signal }, async (result) => {
        job.columns = result.columns;
        for await (const chunk of result.chunks) job.rows.push(...chunk);
        job.isCut = result.summary.isCut;
      });
      job.state = 'done';
    } catch (error) {
      job.state = job.stop.signal.aborted ? 'cancelled' : 'failed';
      const hint = error instanceof LeveeError ? error.hint : undefined;
      job.error = { message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
    }
    job.endedAt = performance.now();
  }

  private async parquet(job: Job): Promise<Uint8Array> {
    const folder = await mkdtemp(join(tmpdir(), 'levee-result-'));
    try {
      const file = join(folder, 'result.parquet');
      const limits = { rows: job.limit, seconds: MOST_SECONDS };
      await queryToParquet(
        { ...(await this.world.sqlRequest(job.sql)), limits, signal: job.stop.signal },
        file,
      );
      return await readFile(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const TYPES: Readonly<Record<SqlForm, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

function answerOf({ id, state, startedAt, endedAt, rows, isCut, error }: Job): SqlAnswer {
  const elapsedMs = Math.round((endedAt ?? performance.now()) - startedAt);
  return { id, state, elapsedMs, rows: state === 'done' ? rows.length : null, isCut, error };
}

function textOf(job: Job, form: TextOutput): AsyncIterable<string> {
  const result: QueryResult = {
    kind: 'rows',
    columns: job.columns,
    chunks: once(job.rows),
    summary: { rows: job.rows.length, isCut: job.isCut },
  };
  return outputText(result, form, { isTerminal: false });
}

async function* once(rows: readonly (readonly EngineValue[])[]): QueryResult['chunks'] & AsyncGenerator {
  yield await Promise.resolve(rows);
}

async function* jsonOf(job: Job): AsyncGenerator<string> {
  yield `{"columns":${JSON.stringify(job.columns)},"isCut":${job.isCut},"rows":[`;
  for (const [at, row] of job.rows.entries())
    yield `${at === 0 ? '' : ','}${await Promise.resolve(rowJson(row))}`;
  yield ']}';
}

/** A row as JSON that a browser reads without loss: long integers as text, bytes in base64. */
const rowJson = (row: readonly EngineValue[]): string =>
  JSON.stringify(row, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
