import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLake, type Lake } from '#lake';
import { dying, type Death } from './dying-store.ts';
import { copiedLake, MAINTAIN, events, rejects, testLake, type TestLake } from './lake-fixture.ts';

/** Death at every single step of a commit and of maintenance, and what the next run makes of it. */
let origin: TestLake;

const row = (object: string, second: number, day = '2024-05-01') => ({
  time: `${day} 00:00:${String(second).padStart(2, '0')}+00`,
  object: `file:///${object}`,
});

beforeAll(async () => {
  origin = await testLake();
  await origin.stage('b1', [row('a', 1), row('a', 2), row('b', 3), row('b', 4, '2024-05-02')], {
    rejects: ['file:///a', 'file:///b'],
  });
  await origin.lake.commitStaged();
  await origin.stage('b2', [row('a', 5), row('c', 6)], {
    version: '2',
    replaces: ['file:///a'],
    rejects: ['file:///c'],
  });
  await origin.stage('b3', [row('d', 7, '2024-05-02')]);
  await origin.stage('b4', [row('d', 8), row('e', 9)]);
});

afterAll(() => origin.close());

type Counted = readonly Readonly<Record<string, unknown>>[];

/** Rows of each object in both tables, counted at once: planning is most of what that takes. */
async function counts({ lake, engine }: TestLake): Promise<{ events: Counted; rejects: Counted }> {
  const selects = ['events', 'rejects'].map(async (table) => {
    const relation = (await lake.scan(table))?.relation ?? '(SELECT NULL AS source_object WHERE false)';
    return `SELECT '${table}' AS place, source_object AS object, count(*)::INTEGER AS rows FROM ${relation} GROUP BY 2`;
  });
  const sql = `${(await Promise.all(selects)).join(' UNION ALL ')} ORDER BY object`;
  const rows = await engine.withConnection((connection) => connection.rows(sql));
  const of = (table: string) =>
    rows.filter(({ place }) => place === table).map(({ object, rows: count }) => ({ object, rows: count }));
  return { events: of('events'), rejects: of('rejects') };
}

/** What the lake holds when everything has been committed exactly once: a's old rows and reject are gone, b4 came too late. */
const EXPECTED = {
  events: [
    { object: 'file:///a', rows: 1 },
    { object: 'file:///b', rows: 2 },
    { object: 'file:///c', rows: 1 },
    { object: 'file:///d', rows: 1 },
  ],
  rejects: [
    { object: 'file:///b', rows: 1 },
    { object: 'file:///c', rows: 1 },
  ],
  ledger: [
    ['file:///a', '2', 'b2'],
    ['file:///b', '1', 'b1'],
    ['file:///c', '2', 'b2'],
    ['file:///d', '1', 'b3'],
  ],
  staged: [],
};

async function found(lake: TestLake): Promise<Record<keyof typeof EXPECTED, unknown>> {
  const ledger: string[][] = [];
  for await (const { uri, version, batch } of lake.ledger.entries()) ledger.push([uri, version, batch]);
  return {
    ...(await counts(lake)),
    ledger,
    staged: readdirSync(join(lake.folder, '.levee/staged')),
  };
}

/** Runs `use` in a process that dies at a step. `false`: it came through, there are no more steps. */
async function diesAt(
  lake: TestLake,
  death: Death,
  use: (dying: Lake) => Promise<unknown>,
): Promise<boolean> {
  const world = dying(lake, death);
  const scratch = join(lake.folder, '.levee/scratch');
  const mortal = openLake({ ...lake, ...world, definitions: [events, rejects], scratch, now: Date.now });
  await use(mortal).catch((error: unknown) => {
    if (!world.isDead()) throw error;
  });
  return world.isDead();
}

const parquetFiles = (lake: TestLake): string[] =>
  readdirSync(join(lake.folder, 'levee'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  );

const OPTIONS = { ...MAINTAIN, expireAfterMs: -1e6, orphanAgeMs: -1e6 };

/** `npm run test:chaos` tries every step. */
const isThorough = process.env['LEVEE_CHAOS'] !== undefined;

test.each([
  ['after', 1],
  // What is there before a step was there after the one before it.
  ['before', isThorough ? 1 : 6],
] as const)('a commit that dies %s any step is finished by the next', async (when, stride) => {
  let step = 1;
  for (let isDead = true; isDead; step += stride) {
    const lake = await copiedLake(origin);
    isDead = await diesAt(lake, { step, when }, (mortal) => mortal.commitStaged());
    await lake.lake.commitStaged();
    expect({ step, ...(await found(lake)) }).toEqual({ step, ...EXPECTED });
    lake.close();
  }
  expect(step).toBeGreaterThan(15);
});

/** Of the steps of maintenance, which are about 55. */
const STRIDE = isThorough ? 1 : 3;

test('maintenance that dies at any step loses nothing and leaves nothing', { timeout: 120_000 }, async () => {
  const full = await copiedLake(origin);
  await full.lake.commitStaged();
  let step = 1;
  for (let isDead = true; isDead; step += STRIDE) {
    const lake = await copiedLake(full);
    isDead = await diesAt(lake, { step, when: 'after' }, (mortal) => mortal.maintain(OPTIONS));
    expect({ step, ...(await found(lake)) }).toEqual({ step, ...EXPECTED });
    await lake.lake.maintain(OPTIONS);
    expect({ step, ...(await found(lake)) }).toEqual({ step, ...EXPECTED });
    expect(parquetFiles(lake)).toHaveLength(3);
    lake.close();
  }
  full.close();
  expect(step).toBeGreaterThan(20);
});
