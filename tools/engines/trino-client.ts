import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson, type Json } from '../../core/src/kernel/index.ts';
import type { Answer, Cell } from './sql-engine.ts';

/** What is read of a page of an answer. */
interface Page {
  readonly nextUri?: string;
  readonly data?: Json[][];
  readonly error?: { readonly message: string; readonly errorName: string };
  readonly stats?: { readonly processedRows?: number };
}

/** Without the capability, timestamps come back rounded to milliseconds. */
const HEADERS = {
  'X-Trino-User': 'levee',
  'X-Trino-Catalog': 'levee',
  'X-Trino-Schema': 'levee',
  'X-Trino-Time-Zone': 'UTC',
  'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
};

const RETRY_MS = 250;
const MOST_RETRIES = 240;

/** Runs a statement on a Trino server and gathers its answer (https://trino.io/docs/current/develop/client-protocol.html). */
export async function trinoQuery(server: string, sql: string): Promise<Answer> {
  const rows: Cell[][] = [];
  let page = await ready(() => request(`${server}/v1/statement`, { method: 'POST', body: sql }));
  for (;;) {
    if (page.error !== undefined) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    for (const row of page.data ?? []) rows.push(row.map(cell));
    const { nextUri } = page;
    if (nextUri === undefined) return { rows, read: Number(page.stats?.processedRows ?? 0) };
    page = await ready(() => request(nextUri, {}));
  }
}

const cell = (value: Json): Cell => {
  if (value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Digits of a bigint must survive: a JSON number is more than a double. */
async function request(url: string, init: RequestInit): Promise<Page> {
  const response = await fetch(url, { ...init, headers: HEADERS });
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text.slice(0, 500)}`);
  return parseJson(text) as unknown as Page;
}

/** A server that has just started may say so on any page. */
async function ready(ask: () => Promise<Page>): Promise<Page> {
  for (let attempt = 0; ; attempt += 1) {
    const page = await ask();
    if (page.error?.errorName !== 'SERVER_STARTING_UP' || attempt >= MOST_RETRIES) return page;
    await sleep(RETRY_MS);
  }
}
