import { setTimeout as sleep } from 'node:timers/promises';
import { inert, LeveeError } from '#kernel';
import {
  literal,
  type EngineValue,
  type SqlAnswer,
  type SqlEngine,
  type SqlQuestion,
  type SqlSummary,
} from '#port';
import { cellText, DEFAULT_ROW_LIMIT, markAt } from '#query';
import { deadlineOf, tooMuch, type Deadline } from './deadline.ts';
import { presentViews } from './present-views.ts';
import { byteOffset } from './read-only.ts';
import type { DistributedLake } from './rewrite-tables.ts';
import { rewritten, type Rewritten } from './rewrite.ts';
import { constant } from './sql-literal.ts';
import { TrinoSession, type TrinoOptions, type TrinoPage } from './trino-session.ts';
import { typeName, valueReader } from './trino-type.ts';

/** Asks a Trino server that has the lake's tables in its catalog and schema. */
export function trinoEngine(options: TrinoOptions, lake: DistributedLake): SqlEngine {
  const session = new TrinoSession(options);
  const present = presentViews(lake, (all) => tablesOf({ session, lake: all, question: ALL_TABLES }));
  return {
    name: 'trino',
    query: async (question, use) => ask({ session, lake: await present(question.sql), question }, use),
    close: () => Promise.resolve(session.close()),
  };
}

const ALL_TABLES: SqlQuestion = { sql: 'SHOW TABLES', limits: { rows: 0 } };

const tablesOf = (asking: Asking): Promise<string[]> =>
  ask(asking, async ({ chunks }) =>
    (await Array.fromAsync(chunks)).flat().map(([name]) => cellText(name ?? null) ?? ''),
  );

interface Asking {
  readonly session: TrinoSession;
  readonly lake: DistributedLake;
  readonly question: SqlQuestion;
}

async function ask<T>(
  { session, lake, question }: Asking,
  use: (answer: SqlAnswer) => Promise<T>,
): Promise<T> {
  const statement = rewritten(question, 'trino', lake);
  const deadline = deadlineOf(question);
  const reading = new Reading(session, { question, statement, deadline });
  try {
    deadline.check();
    await reading.start();
    return await use(reading.answer());
  } catch (error) {
    throw deadline.reason(error);
  } finally {
    await reading.end();
  }
}

interface Asked {
  readonly question: SqlQuestion;
  readonly statement: Rewritten;
  readonly deadline: Deadline;
}

const STARTING = new Set(['SERVER_STARTING_UP', 'NO_NODES_AVAILABLE']);
const STARTING_WAIT_MS = 500;
const MOST_STARTING_WAITS = 120;

/** A query of which pages are read one after the other. */
class Reading {
  readonly #session: TrinoSession;
  readonly #asked: Asked;
  readonly #limit: number;
  #page: TrinoPage = { id: '' };
  #summary: { -readonly [Key in keyof SqlSummary]: SqlSummary[Key] } = { rows: 0, isCut: false };

  constructor(session: TrinoSession, asked: Asked) {
    this.#session = session;
    this.#asked = asked;
    this.#limit = asked.question.limits?.rows ?? DEFAULT_ROW_LIMIT;
  }

  /** Submits, and reads until the columns are known: by then the engine has planned the query. */
  async start(): Promise<void> {
    const { question, statement, deadline } = this.#asked;
    const sql = bound(statement.sql, question.parameters ?? []);
    for (let waits = 0; ; waits += 1) {
      this.#take(await this.#session.submit(sql, limiting(question), deadline.signal));
      while (this.#page.columns === undefined && this.#page.nextUri !== undefined) await this.#turn();
      const { error } = this.#page;
      if (error === undefined) return;
      if (!STARTING.has(error.errorName) || waits >= MOST_STARTING_WAITS) throw this.#problem(error);
      await sleep(STARTING_WAIT_MS, undefined, { signal: deadline.signal });
    }
  }

  answer(): SqlAnswer {
    const columns = (this.#page.columns ?? []).map(({ name, typeSignature }) => ({
      name,
      type: typeName(typeSignature),
    }));
    this.#summary.queryId = this.#page.id;
    const kind = this.#asked.statement.kind === 'plan' ? 'plan' : 'rows';
    return { kind, columns, chunks: this.#chunks(), summary: this.#summary };
  }

  async *#chunks(): AsyncGenerator<readonly (readonly EngineValue[])[]> {
    const readers = (this.#page.columns ?? []).map(({ typeSignature }) => valueReader(typeSignature));
    for (;;) {
      const rows = this.#kept(this.#page.data ?? []);
      if (rows.length > 0) yield rows.map((row) => readers.map((read, at) => read(row[at] ?? null)));
      if (this.#summary.isCut || this.#page.nextUri === undefined) return;
      await this.#turn();
      if (this.#page.error !== undefined) throw this.#problem(this.#page.error);
    }
  }

  /** As many of a page's rows as the limit leaves. */
  #kept<Row>(rows: readonly Row[]): readonly Row[] {
    const room = this.#limit === 0 ? rows.length : Math.min(rows.length, this.#limit - this.#summary.rows);
    this.#summary.rows += room;
    this.#summary.isCut ||= room < rows.length;
    return room === rows.length ? rows : rows.slice(0, room);
  }

  async #turn(): Promise<void> {
    const { deadline } = this.#asked;
    deadline.check();
    try {
      this.#take(await this.#session.next(this.#page.nextUri ?? '', deadline.signal));
    } catch (error) {
      throw deadline.reason(error);
    }
  }

  #take(page: TrinoPage): void {
    this.#page = page;
    const bytes = page.stats?.physicalInputBytes;
    if (bytes === undefined) return;
    this.#summary.scannedBytes = bytes;
    // The server looks at its own limit now and then only.
    const most = this.#asked.question.limits?.bytes ?? 0;
    if (most > 0 && bytes > most) throw tooMuch(bytes, most);
  }

  /** Gives up whatever the server still does for it. */
  async end(): Promise<void> {
    if (this.#page.nextUri !== undefined && this.#page.error === undefined)
      await this.#session.cancel(this.#page.nextUri);
  }

  #problem(error: NonNullable<TrinoPage['error']>): LeveeError {
    const { question, statement } = this.#asked;
    const place = error.errorLocation;
    const isOwnPlace = place !== undefined && (question.parameters ?? []).length === 0;
    const offset = isOwnPlace ? statement.offsetOf(place.lineNumber, place.columnNumber) : undefined;
    const text = inert(error.message.replace(/^line \d+:\d+: /, '').slice(0, LONGEST_MESSAGE));
    return new LeveeError(`${text}${markAt(question.sql, byteOffset(question.sql, offset))}`, {
      hint: hintOf(error) ?? `Trino's query ${inert(this.#page.id)} says more in its console`,
      exitCode: error.errorType === 'USER_ERROR' && !VALUES.has(error.errorName) ? 2 : 1,
    });
  }
}

const LONGEST_MESSAGE = 2000;

/** Errors of values that only rows bring. */
const VALUES = new Set([
  'DIVISION_BY_ZERO',
  'INVALID_CAST_ARGUMENT',
  'NUMERIC_VALUE_OUT_OF_RANGE',
  'INVALID_FUNCTION_ARGUMENT',
]);

const hintOf = ({ errorName, errorType }: NonNullable<TrinoPage['error']>): string | undefined =>
  VALUES.has(errorName) ? 'use try() or try_cast() where a value may not fit' : HINTS[errorType];

const HINTS: Readonly<Record<string, string>> = {
  USER_ERROR: 'mend the SQL; DESCRIBE and a table show its columns',
  INSUFFICIENT_RESOURCES: 'ask for a shorter time or fewer columns, or give the Trino server more memory',
};

/** The limit of bytes, which the server holds. */
const limiting = ({ limits }: SqlQuestion): Record<string, string> =>
  (limits?.bytes ?? 0) > 0 ? { query_max_scan_physical_bytes: `${limits?.bytes}B` } : {};

/** A statement with its values: bound by the server. */
function bound(sql: string, parameters: SqlQuestion['parameters'] & object): string {
  if (parameters.length === 0) return sql;
  return `EXECUTE IMMEDIATE ${literal(sql)} USING ${parameters.map(constant).join(', ')}`;
}
