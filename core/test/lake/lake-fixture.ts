import { cpSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore, openDuckdb, openSqliteLedger } from '#adapter';
import type { Field, TableDefinition } from '#format';
import { openLake, type Lake, type StagedBatch } from '#lake';
import type { EmbeddedEngine, Ledger, ObjectStore } from '#port';

export const field = (id: number, name: string, type: Field['type']): Field => ({
  id,
  name,
  required: false,
  type,
});

/** Maintenance that compacts and expires all at once, and lets nothing go by age. */
export const MAINTAIN = {
  targetBytes: 128_000_000,
  expireAfterMs: 0,
  keepSnapshots: 1,
  orphanAgeMs: 0,
  retentionDays: () => undefined,
};

/** A small table with one column of every kind. */
export const events: TableDefinition = {
  name: 'events',
  about: 'A test event.',
  entity: 'client_ip',
  fields: [
    field(1, 'event_time', 'timestamptz'),
    field(2, 'client_ip', 'string'),
    field(3, 'size', 'long'),
    field(4, 'port', 'int'),
    field(5, 'ratio', 'double'),
    field(6, 'is_new', 'boolean'),
    field(7, 'request', {
      type: 'struct',
      fields: [
        field(20, 'uri', 'string'),
        field(21, 'headers', {
          type: 'list',
          'element-id': 22,
          'element-required': false,
          element: { type: 'struct', fields: [field(23, 'name', 'string')] },
        }),
      ],
    }),
    field(8, 'source_object', 'string'),
    field(9, 'extra', {
      type: 'map',
      'key-id': 30,
      key: 'string',
      'value-id': 31,
      'value-required': false,
      value: 'string',
    }),
  ],
};

export const rejects: TableDefinition = {
  name: 'rejects',
  about: 'A test reject.',
  entity: 'source_object',
  fields: [
    field(1, 'event_time', 'timestamptz'),
    field(2, 'source_object', 'string'),
    field(3, 'raw', 'string'),
  ],
};

/** A row of `events` as SQL values. */
export interface EventRow {
  readonly time: string | null;
  readonly ip?: string;
  readonly size?: number | string;
  readonly ratio?: string;
  readonly uri?: string;
  readonly object?: string;
}

const sqlText = (text: string | null | undefined): string =>
  text === null || text === undefined ? 'NULL' : `'${text.replaceAll("'", "''")}'`;

/** A SELECT of such rows, with `event_day`. */
export function eventsSelect(rows: readonly EventRow[]): string {
  const values = rows.map(({ time, ip = '192.0.2.1', size, ratio, uri = '/', object = 'file:///a' }) => {
    const texts = [time, ip, ratio, uri, object].map(sqlText);
    return `(${[...texts, size ?? 'NULL'].join(', ')})`;
  });
  return `SELECT time::TIMESTAMPTZ AS event_time, ip::VARCHAR AS client_ip, size::BIGINT AS size, 443::INTEGER AS port,
      ratio::DOUBLE AS ratio, true AS is_new, {uri: uri::VARCHAR, headers: [{name: 'Host'}]} AS request,
      object::VARCHAR AS source_object, NULL::MAP(VARCHAR, VARCHAR) AS extra, strftime(event_time, '%Y-%m-%d') AS event_day
    FROM (VALUES ${values.join(', ')}) AS row(time, ip, ratio, uri, object, size)`;
}

export interface TestLake {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly engine: EmbeddedEngine;
  readonly ledger: Ledger;
  readonly lake: Lake;
  readonly close: () => void;
  /** Decodes nothing: writes rows as a staged batch of one object per URI. */
  stage(
    id: string,
    rows: readonly EventRow[],
    options?: { replaces?: readonly string[]; version?: string; rejects?: readonly string[] },
  ): Promise<StagedBatch>;
  /** Rows of the current snapshot as the engine reads them. */
  read(sql: string, table?: string): Promise<Readonly<Record<string, unknown>>[]>;
}

/** One for all lakes of a process, which no lake closes: opening one takes longer than most of what a test does in it. */
let engines: Promise<EmbeddedEngine> | undefined;

/** A lake in a temporary folder. `folder` opens one that exists. */
export async function testLake(
  definitions: readonly TableDefinition[] = [events, rejects],
  folder?: string,
): Promise<TestLake> {
  const at = folder ?? mkdtempSync(join(tmpdir(), 'levee-lake-'));
  const scratch = join(at, '.levee/scratch');
  mkdirSync(scratch, { recursive: true });
  const engine = await (engines ??= openDuckdb({ threads: 2, tempDirectory: tmpdir() }));
  const ledger = await openSqliteLedger(join(at, '.levee/ledger.sqlite'));
  const store = folderStore(at);
  const lake = openLake({ store, engine, ledger, definitions, scratch, now: Date.now });
  const [first] = definitions;
  if (first === undefined) throw new Error('a lake needs a definition');
  return {
    folder: at,
    store,
    engine,
    ledger,
    lake,
    close: () => {
      ledger.close();
      if (folder === undefined) rmSync(at, { recursive: true, force: true });
    },
    stage: (id, rows, options = {}) =>
      stageRows({ engine, lake, definition: first, scratch }, { id, rows, ...options }),
    read: async (sql, table = first.name) => {
      const scan = await lake.scan(table);
      if (scan === undefined) return [];
      return engine.withConnection((connection) => connection.rows(sql.replaceAll('{table}', scan.relation)));
    },
  };
}

/** A lake of its own with all that another one has, which takes less than making it. */
export async function copiedLake(from: TestLake): Promise<TestLake> {
  const folder = mkdtempSync(join(tmpdir(), 'levee-copied-'));
  cpSync(from.folder, folder, { recursive: true });
  const lake = await testLake(undefined, folder);
  const close = () => {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...lake, close };
}

interface Staging {
  readonly id: string;
  readonly rows: readonly EventRow[];
  readonly replaces?: readonly string[];
  readonly version?: string;
  readonly rejects?: readonly string[];
}

async function stageRows(
  world: { engine: EmbeddedEngine; lake: Lake; definition: TableDefinition; scratch: string },
  staging: Staging,
): Promise<StagedBatch> {
  const { id, rows, replaces = [], version = '1' } = staging;
  const write = (definition: TableDefinition, select: string) =>
    world.engine.withConnection((connection) =>
      world.lake.writeDataFiles(connection, { definition, select, scratch: world.scratch }),
    );
  const files = rows.length === 0 ? [] : await write(world.definition, eventsSelect(rows));
  const objects = [...new Set([...rows.map((row) => row.object ?? 'file:///a'), ...(staging.rejects ?? [])])];
  const rejectSelect = (staging.rejects ?? [])
    .map(
      (uri) =>
        `SELECT now() AS event_time, ${sqlText(uri)} AS source_object, 'raw' AS raw, strftime(now(), '%Y-%m-%d') AS event_day`,
    )
    .join(' UNION ALL ');
  const rejectFiles = rejectSelect === '' ? [] : await write(rejects, rejectSelect);
  const batch: StagedBatch = {
    id,
    createdAt: Date.now(),
    entries: objects.map((uri) => entry(uri, version, staging)),
    tables: [
      { table: world.definition.name, files },
      { table: 'rejects', files: rejectFiles },
    ].filter((part) => part.files.length > 0),
    replaces,
  };
  await world.lake.stage(batch);
  return batch;
}

function entry(uri: string, version: string, { rows, rejects: bad = [] }: Staging) {
  const mine = rows.filter((row) => (row.object ?? 'file:///a') === uri);
  const days = mine.flatMap((row) => row.time?.slice(0, 10) ?? []).sort();
  const rejected = bad.filter((each) => each === uri).length;
  return {
    uri,
    version,
    sizeBytes: 1,
    format: 'test',
    table: 'events',
    records: mine.length + rejected,
    rows: mine.length,
    rejects: rejected,
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
  };
}

/** Rows of one day as a committed batch of one object, which is named by the day. */
export async function commitRows(
  { folder, engine, lake }: TestLake,
  definition: TableDefinition,
  { day, select, rows }: { readonly day: string; readonly select: string; readonly rows: number },
): Promise<void> {
  const scratch = join(folder, '.levee/scratch');
  const files = await engine.withConnection((connection) =>
    lake.writeDataFiles(connection, { definition, select, scratch }),
  );
  const object = {
    uri: `file:///${day}`,
    version: '1',
    sizeBytes: 1,
    format: 'test',
    table: 'events',
    records: rows,
    rows,
    rejects: 0,
    firstDay: day,
    lastDay: day,
  };
  await lake.stage({
    id: day,
    createdAt: Date.now(),
    entries: [object],
    tables: [{ table: 'events', files }],
    replaces: [],
  });
  await lake.commitStaged();
}

/** Commits some batches one after the other, each of an object with a row of two days. */
export async function commitOften(to: TestLake, name: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const object = `file:///${name}-${at}`;
    await to.stage(`${name}-${at}`, [
      { time: '2024-05-01 00:00:00+00', object },
      { time: '2024-05-02 00:00:00+00', object },
    ]);
    await to.lake.commitStaged();
  }
}
