import type { EngineColumn, EngineValue, SqlSummary } from '#port';
import { query, type QueryRequest, type QueryTable, type ScanCover } from '#query';
import type { EngineName } from './contract.ts';
import type { ApiWorld } from './world.ts';

const MOST_SECONDS = 300;

/** What a table gave to a query. */
export interface TableRead extends ScanCover {
  readonly table: string;
}

/** A query as it runs: filled while it does. */
export interface Running {
  readonly sql: string;
  readonly engine: EngineName;
  /** Most rows of the result. */
  readonly limit: number;
  readonly signal: AbortSignal;
  columns: readonly EngineColumn[];
  rows: (readonly EngineValue[])[];
  summary: SqlSummary | undefined;
  /** Of the embedded engine. */
  readonly reads: TableRead[];
  probe: () => number | null;
}

/** Longest time and most rows of a query. */
export const limitsOf = ({ limit }: Pick<Running, 'limit'>) => ({ rows: limit, seconds: MOST_SECONDS });

/** Runs a query to its end in its engine and keeps its rows. */
export function runQuery(world: ApiWorld, running: Running): Promise<void> {
  const remote = world.remotes.find(({ name }) => name === running.engine);
  const { sql, signal } = running;
  if (remote === undefined) return runEmbedded(world, running);
  return remote.query({ sql, signal, limits: limitsOf(running) }, (answer) => keep(running, answer));
}

async function runEmbedded(world: ApiWorld, running: Running): Promise<void> {
  const { sql, reads, signal } = running;
  const request = observed(await world.sqlRequest(sql), reads);
  const onProbe = (probe: Running['probe']): void => {
    running.probe = probe;
  };
  await query({ ...request, limits: limitsOf(running), signal, onProbe }, (result) => keep(running, result));
}

interface Result {
  readonly columns: Running['columns'];
  readonly chunks: AsyncIterable<readonly (readonly EngineValue[])[]>;
  readonly summary: SqlSummary;
}

async function keep(running: Running, { columns, chunks, summary }: Result): Promise<void> {
  running.columns = columns;
  for await (const chunk of chunks) running.rows.push(...chunk);
  running.summary = summary;
}

/** The request, taking note of the tables that are opened. */
export const observed = (request: QueryRequest, reads: TableRead[]): QueryRequest => ({
  ...request,
  tables: request.tables.map((table) => observedTable(table, reads)),
});

function observedTable(table: QueryTable, reads: TableRead[]): QueryTable {
  if (!('open' in table)) return table;
  return {
    ...table,
    open: async (...how) => {
      const opened = await table.open(...how);
      reads.push({ table: table.name, ...opened.covers });
      return opened;
    },
  };
}
