import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineValue } from '#port';
import { outputText, queryToParquet, type QueryResult, type TextOutput } from '#query';
import { BadRequest } from './bad-request.ts';
import type { SqlForm } from './contract.ts';
import { limitsOf, type Running } from './sql-run.ts';
import type { ApiWorld } from './world.ts';

export const TYPES: Readonly<Record<SqlForm, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

export type ResultBody = AsyncIterable<string> | Uint8Array;

/** The rows of a query that is done, in a form. */
export function bodyOf(world: ApiWorld, done: Running, form: SqlForm): Promise<ResultBody> {
  if (form === 'parquet') return parquetOf(world, done);
  return Promise.resolve(form === 'json' ? jsonOf(done) : textOf(done, form));
}

/** Asks again, into a file; the embedded engine alone writes Parquet. */
async function parquetOf(world: ApiWorld, { sql, engine, limit, signal }: Running): Promise<Uint8Array> {
  if (engine !== 'duckdb')
    throw new BadRequest('form', `json, ndjson or csv: ${engine} does not write Parquet`);
  const folder = await mkdtemp(join(tmpdir(), 'levee-result-'));
  try {
    const file = join(folder, 'result.parquet');
    await queryToParquet({ ...(await world.sqlRequest(sql)), limits: limitsOf({ limit }), signal }, file);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function textOf({ columns, rows }: Running, form: TextOutput): AsyncIterable<string> {
  const summary = { rows: rows.length, isCut: false };
  const result: QueryResult = { kind: 'rows', columns, chunks: once(rows), summary };
  return outputText(result, form, { isTerminal: false });
}

async function* once(rows: readonly (readonly EngineValue[])[]): QueryResult['chunks'] & AsyncGenerator {
  yield await Promise.resolve(rows);
}

async function* jsonOf({ columns, rows, summary }: Running): AsyncGenerator<string> {
  yield `{"columns":${JSON.stringify(columns)},"isCut":${summary?.isCut === true},"rows":[`;
  for (const [at, row] of rows.entries())
    yield `${at === 0 ? '' : ','}${await Promise.resolve(rowJson(row))}`;
  yield ']}';
}

/** A row as JSON that a browser reads without loss: long integers as text, bytes in base64. */
const rowJson = (row: readonly EngineValue[]): string =>
  JSON.stringify(row, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
