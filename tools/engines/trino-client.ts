import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson, stringifyJson, type Json } from '../../core/src/kernel/index.ts';
import type { Answer, Cell } from './sql-engine.ts';

/** What is read of a page of an answer. */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: Json[][];
  readonly error?: { readonly message: string; readonly errorName: string };
  readonly stats?: { readonly processedRows?: number };
}

/** Without the capability, timestamps come back rounded to milliseconds. */
const headersOf = ({ catalog, schema }: Session): Readonly<Record<string, string>> => ({
  'X-Trino-User': 'levee',
  'X-Trino-Catalog': catalog,
  'X-Trino-Schema': schema,
  'X-Trino-Time-Zone': 'UTC',
  'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
  'X-Trino-Session': 'query_max_run_time=120s',
});

/** Where a statement finds tables that it names without a schema. */
interface Session {
  readonly catalog: string;
  readonly schema: string;
}

const LEVEE: Session = { catalog: 'levee', schema: 'levee' };

/** An answer with its columns, values as Trino's JSON has them. */
export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Json[])[];
  /** Rows that came from storage. */
  readonly read: number;
}

const RETRY_MS = 250;
const MOST_RETRIES = 240;

/** Runs a statement and answers texts. @throws Error with Trino's error name and message. */
export async function trinoQuery(server: string, sql: string): Promise<Answer> {
  const { rows, read } = await trinoAnswer(server, sql);
  return { rows: rows.map((row) => row.map(cell)), read };
}

/**
 * Runs a statement on a Trino server and gathers its answer (https://trino.io/docs/current/develop/client-protocol.html).
 * A server that has just started says so instead of answering, even after `/v1/info` calls it started: then it is asked
 * again.
 * @throws Error with Trino's error name and message.
 */
export async function trinoAnswer(server: string, sql: string, session = LEVEE): Promise<TrinoAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    const { answer, error } = await answerOf(server, sql, headersOf(session));
    if (answer !== undefined) return answer;
    if (!STARTING.has(error.errorName) || attempt >= MOST_RETRIES)
      throw new Error(`${error.errorName}: ${error.message}`);
    await sleep(RETRY_MS);
  }
}

const STARTING = new Set(['SERVER_STARTING_UP', 'NO_NODES_AVAILABLE']);

/** One attempt: pages until there is no next one. */
async function answerOf(server: string, sql: string, headers: Readonly<Record<string, string>>) {
  const rows: Json[][] = [];
  let columns: TrinoAnswer['columns'] = [];
  let page = await request(`${server}/v1/statement`, { method: 'POST', body: sql, headers });
  for (;;) {
    if (page.error !== undefined) return { error: page.error };
    columns = page.columns ?? columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined)
      return { answer: { columns, rows, read: page.stats?.processedRows ?? 0 } satisfies TrinoAnswer };
    page = await request(page.nextUri, { headers });
  }
}

const cell = (value: Json): Cell => {
  if (value === null) return null;
  return typeof value === 'object' ? stringifyJson(value) : String(value);
};

/** Digits of a bigint must survive: a JSON number is more than a double. */
async function request(url: string, init: RequestInit): Promise<Page> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text.slice(0, 500)}`);
  return parseJson(text) as unknown as Page;
}
