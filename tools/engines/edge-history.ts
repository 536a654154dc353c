import { once } from 'node:events';
import { join } from 'node:path';
import type { TableDefinition } from '../../core/src/format/index.ts';
import type { MaintainOptions } from '../../core/src/lake/index.ts';
import { openLakeAt, type WritableLake } from './open-lake.ts';
import {
  DOUBLE_ROW_COUNT,
  doubleRowsSql,
  plainRowsSql,
  VALUE_ROW_COUNT,
  valueRowsSql,
  type PlainRows,
} from './edge-rows.ts';
import { edgeTables, evolvedBefore } from './edge-tables.ts';
import { launch } from './process.ts';
import { RACE } from './race-process.ts';

const DAY_MS = 86_400_000;
const MINUTE_MICROS = 60_000_000;

/** Makes every edge table go through its kind of change. Answers the rows each must have, by hand. */
export async function writeEdgeLake(folder: string): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  const steps: readonly [TableDefinition, (folder: string) => Promise<number>][] = [
    [edgeTables.values, writeValues],
    [edgeTables.doubles, writeDoubles],
    [edgeTables.evolved, writeEvolved],
    [edgeTables.compacted, writeCompacted],
    [edgeTables.retained, writeRetained],
    [edgeTables.replaced, writeReplaced],
    [edgeTables.raced, writeRaced],
    [edgeTables.foreign, writeForeign],
    [edgeTables.empty, writeEmpty],
  ];
  for (const [{ name }, write] of steps) rows.set(name, await write(folder));
  return rows;
}

/** Opens the lake with these tables only, for the duration of `use`. */
export async function withEdgeLake<T>(
  folder: string,
  definitions: readonly TableDefinition[],
  use: (edges: WritableLake) => Promise<T>,
): Promise<T> {
  const edges = await openLakeAt(folder, definitions);
  try {
    return await use(edges);
  } finally {
    edges.close();
  }
}

/** Stages and commits rows as one object. */
export async function append(
  edges: WritableLake,
  definition: TableDefinition,
  rows: PlainRows & { readonly id: string; readonly version?: string; readonly replaces?: readonly string[] },
): Promise<number> {
  const last =
    Date.parse(`${rows.from.slice(0, 19).replace(' ', 'T')}Z`) + (rows.count * rows.stepMicros) / 1000;
  const days = [rows.from.slice(0, 10), new Date(last).toISOString().slice(0, 10)] as const;
  await edges.stage(definition, { ...rows, rows: rows.count, select: plainRowsSql(rows), days });
  await edges.lake.commitStaged();
  return rows.count;
}

const writeValues = (folder: string): Promise<number> =>
  writeOnce(folder, edgeTables.values, {
    id: 'values',
    select: valueRowsSql(),
    rows: VALUE_ROW_COUNT,
    days: ['0001-01-01', '9999-12-31'],
  });

const writeDoubles = (folder: string): Promise<number> =>
  writeOnce(folder, edgeTables.doubles, {
    id: 'doubles',
    select: doubleRowsSql(),
    rows: DOUBLE_ROW_COUNT,
    days: ['2024-06-01', '2024-06-01'],
  });

function writeOnce(
  folder: string,
  definition: TableDefinition,
  batch: { id: string; select: string; rows: number; days: readonly [string, string] },
): Promise<number> {
  return withEdgeLake(folder, [definition], async (edges) => {
    await edges.stage(definition, { ...batch, object: `file:///logs/${batch.id}.gz` });
    await edges.lake.commitStaged();
    return batch.rows;
  });
}

/** Columns come while the table has rows: the old ones read as null. */
async function writeEvolved(folder: string): Promise<number> {
  const rows = (id: string, from: string) => ({
    id,
    object: `file:///logs/${id}.gz`,
    count: 120,
    from,
    stepMicros: MINUTE_MICROS,
  });
  const before = await withEdgeLake(folder, [evolvedBefore], (edges) =>
    append(edges, evolvedBefore, rows('evolved-1', '2024-01-01 23:00:00.000001+00')),
  );
  const definition = edgeTables.evolved;
  const after = await withEdgeLake(folder, [definition], (edges) =>
    append(edges, definition, {
      ...rows('evolved-2', '2024-01-02 22:59:59.999999+00'),
      request: `{uri: '/new', method: CASE WHEN n % 3 > 0 THEN 'GET' END}`,
      more: `, 't13d' || n AS ja4, CASE WHEN n % 2 = 0 THEN [{name: 'awswaf:' || n}] END AS labels`,
    }),
  );
  return before + after;
}

export const FOREIGN_ROWS = 200;

/** 6 × 40,960 rows of two hours; sorted by hour and address, one address is in a few row groups of each hour. */
const COMPACTED = { batches: 6, rows: 40_960, addresses: 6144 } as const;

/** By entity, an address is in at most two row groups (of 20,480 rows) of each of the two hours, and in the day after. */
export const COMPACTED_PRUNING = {
  table: edgeTables.compacted.name,
  column: 'client_ip',
  value: '198.51.12.34',
  mostFiles: 2,
  mostRead: 4 * 20_480 + 100,
} as const;

function writeCompacted(folder: string): Promise<number> {
  const definition = edgeTables.compacted;
  return withEdgeLake(folder, [definition], async (edges) => {
    let rows = 0;
    for (let batch = 0; batch < COMPACTED.batches; batch += 1) {
      rows += await append(edges, definition, {
        id: `compacted-${batch}`,
        object: `file:///logs/compacted-${batch}.gz`,
        count: COMPACTED.rows,
        from: '2024-02-01 10:00:00+00',
        stepMicros: 175_781 - batch,
        addresses: COMPACTED.addresses,
      });
    }
    await edges.lake.maintain(maintenance());
    const id = 'compacted-after';
    const from = '2024-02-02 00:00:00+00';
    return (
      rows +
      (await append(edges, definition, { id, object: `file:///${id}`, count: 100, from, stepMicros: 1 }))
    );
  });
}

const maintenance = (keptSince?: string): MaintainOptions => ({
  targetBytes: 128_000_000,
  expireAfterMs: 0,
  keepSnapshots: 1,
  orphanAgeMs: 0,
  retentionDays: () =>
    keptSince === undefined ? undefined : Math.floor((Date.now() - Date.parse(keptSince)) / DAY_MS),
});

/** Ten days of which the last six stay. */
function writeRetained(folder: string): Promise<number> {
  const definition = edgeTables.retained;
  return withEdgeLake(folder, [definition], async (edges) => {
    const days = Array.from({ length: 10 }, (_, at) => `2024-04-${String(at + 1).padStart(2, '0')}`);
    for (const day of days) {
      const id = `retained-${day}`;
      await append(edges, definition, {
        id,
        object: `file:///${id}`,
        count: 100,
        from: `${day} 00:00:00+00`,
        stepMicros: MINUTE_MICROS,
      });
    }
    await edges.lake.maintain(maintenance('2024-04-05'));
    return 600;
  });
}

/** A changed object comes again with fewer rows: 100 + 100, then 80 in place of the first 100. */
function writeReplaced(folder: string): Promise<number> {
  const definition = edgeTables.replaced;
  return withEdgeLake(folder, [definition], async (edges) => {
    const object = 'file:///logs/changed.gz';
    const rows = { object, count: 100, from: '2024-05-01 12:00:00+00', stepMicros: 600 * 1_000_000 };
    await append(edges, definition, { ...rows, id: 'replaced-1' });
    await append(edges, definition, { ...rows, id: 'replaced-2', object: 'file:///logs/other.gz' });
    await append(edges, definition, {
      ...rows,
      id: 'replaced-3',
      count: 80,
      version: '2',
      replaces: [object],
    });
    return 180;
  });
}

/** Processes that commit into one table at once. */
async function writeRaced(folder: string): Promise<number> {
  const script = join(import.meta.dirname, 'race-process.ts');
  const racers = Array.from({ length: RACE.processes }, async (_, at) => {
    const args = [script, folder, String(at)];
    const racer = launch(
      { command: process.execPath, args, cwd: folder, log: join(folder, `race-${at}.log`) },
      false,
    );
    const [code] = await once(racer, 'exit');
    if (code !== 0) throw new Error(`racing process ${at} ended with ${code}; see ${folder}/race-${at}.log`);
  });
  await Promise.all(racers);
  return RACE.processes * RACE.batches * RACE.rows;
}

/** Rows that another engine can add to and delete from; see `foreign.ts`. */
const writeForeign = (folder: string): Promise<number> =>
  withEdgeLake(folder, [edgeTables.foreign], (edges) =>
    append(edges, edgeTables.foreign, {
      id: 'foreign',
      object: 'file:///logs/foreign.gz',
      count: FOREIGN_ROWS,
      from: '2024-07-01 23:00:00+00',
      stepMicros: MINUTE_MICROS,
    }),
  );

function writeEmpty(folder: string): Promise<number> {
  return withEdgeLake(folder, [edgeTables.empty], async ({ lake }) => {
    await lake.ensure(edgeTables.empty);
    return 0;
  });
}
