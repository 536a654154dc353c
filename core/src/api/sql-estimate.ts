import { LeveeError, messageOf } from '#kernel';
import { scanPlan } from '#query';
import { BadRequest } from './bad-request.ts';
import type { EngineName, EnginesAnswer, EstimateAnswer } from './contract.ts';
import { observed, type TableRead } from './sql-run.ts';
import type { ApiWorld, RemoteEngine } from './world.ts';

/** From here on a person is asked first: so many dollars, or so many bytes where nothing is charged. */
const LARGE_DOLLARS = 0.5;
const LARGE_BYTES = 100e9;
const MOST_SECONDS = 30;

/** The engines that a person may ask, the embedded one first. */
export function engines({ remotes, defaultEngine }: ApiWorld): EnginesAnswer {
  const embedded = { name: 'duckdb', dollarsPerTerabyte: undefined } as const;
  return {
    engines: [embedded, ...remotes].map(({ name, dollarsPerTerabyte = null }) => ({
      name,
      isDefault: name === defaultEngine,
      dollarsPerTerabyte,
    })),
  };
}

/**
 * The engine of a request.
 * @throws BadRequest for one that the server is not configured with.
 */
export function engineOf(world: ApiWorld, wanted: EngineName | undefined): EngineName {
  const name = wanted ?? world.defaultEngine;
  const known = ['duckdb', ...world.remotes.map((remote) => remote.name)];
  if (known.includes(name)) return name;
  throw new BadRequest('engine', `one of ${known.join(', ')}: levee.yaml describes no other`);
}

/** What a query would read, and cost, by the manifests of the lake. Nothing is run in the engine that is to answer. */
export async function estimate(
  world: ApiWorld,
  { sql, engine }: { readonly sql: string; readonly engine?: EngineName | undefined },
  signal: AbortSignal,
): Promise<EstimateAnswer> {
  const name = engineOf(world, engine);
  const costOf = world.remotes.find((remote) => remote.name === name)?.costOf;
  try {
    return { engine: name, ...sized(await readsOf(world, sql, signal), costOf), note: null };
  } catch (error) {
    // The embedded engine plans; what only it refuses, the other may still run.
    if (!(error instanceof LeveeError) || signal.aborted || name === 'duckdb') throw error;
    const note = `nothing is known before it runs: ${messageOf(error)}`;
    return { engine: name, ...sized([], undefined), isLarge: true, note };
  }
}

async function readsOf(world: ApiWorld, sql: string, signal: AbortSignal): Promise<TableRead[]> {
  const reads: TableRead[] = [];
  const request = observed(await world.sqlRequest(sql), reads);
  await scanPlan({ ...request, limits: { seconds: MOST_SECONDS }, signal }, () => Promise.resolve());
  return reads;
}

function sized(tables: readonly TableRead[], costOf: RemoteEngine['costOf']) {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const costUsd = costOf?.(bytes) ?? null;
  return {
    tables: tables.map(({ rows: _rows, ...table }) => table),
    files: tables.reduce((sum, table) => sum + table.files, 0),
    bytes,
    costUsd,
    isLarge: costUsd === null ? bytes >= LARGE_BYTES : costUsd >= LARGE_DOLLARS,
  };
}
