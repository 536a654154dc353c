import { join } from 'node:path';
import { loadConfig } from '../../core/src/config/index.ts';
import { withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { distributedLake } from '../../core/src/bin/remote-engine.ts';
import { duckdbEngine, trinoEngine, type DistributedLake } from '../../core/src/engine/index.ts';
import type { EngineValue, SqlEngine } from '../../core/src/port/index.ts';

/** An answer in a notation that does not depend on the engine. */
export interface Told {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Each row as JSON: keys of maps in order, whole numbers as text. */
  readonly rows: readonly string[];
}

/** Opens the lake in a folder as `levee query` does, for the duration of `use`. */
export function withQueryLake<T>(folder: string, use: (context: Context) => Promise<T>): Promise<T> {
  return withLake(loadConfig({ lakeFlag: join(folder, 'lake'), env: {}, cwd: folder }), use);
}

/** Levee's own engine over a lake that is open. */
export const embedded = async (context: Context): Promise<SqlEngine> =>
  duckdbEngine(await requestFor(context, ''));

const AS_IT_IS: DistributedLake = { tables: [], views: [], qualifier: '' };

/** A Trino server as `levee query` asks it; with `isAsItIs`, tables and views are the server's own. */
export function asked(server: string, { isAsItIs = false } = {}): SqlEngine {
  const options = { server, user: 'levee', catalog: 'levee', schema: 'levee' };
  return trinoEngine(options, isAsItIs ? AS_IT_IS : distributedLake('"levee"."levee".'));
}

/** Asks and reads everything. */
export function told(engine: SqlEngine, sql: string): Promise<Told> {
  return engine.query({ sql, limits: { rows: 0 } }, async ({ columns, chunks }) => {
    const rows: string[] = [];
    for await (const chunk of chunks) rows.push(...chunk.map((row) => JSON.stringify(row.map(plain))));
    return { columns: columns.map(({ name }) => name), types: columns.map(({ type }) => type), rows };
  });
}

/** The same rows in any order. */
export const inOrder = (answer: Told): Told => ({ ...answer, rows: answer.rows.toSorted() });

function plain(value: EngineValue): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return (value as readonly EngineValue[]).map(plain);
  const entries = Object.entries(value as Readonly<Record<string, EngineValue>>);
  return Object.fromEntries(
    entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, item]) => [name, plain(item)]),
  );
}
