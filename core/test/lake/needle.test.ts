import * as fc from 'fast-check';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageOf } from '#kernel';
import { KeptEngine } from '#query';
import { HEAD_BYTES, indexBytes, readHead } from '../../src/lake/value-index.ts';
import { foreignDelete } from './foreign-commit.ts';
import type { TestLake } from './lake-fixture.ts';
import {
  ask,
  dataFolders,
  excerptFolder,
  needleLake,
  openedAnew,
  openEngine,
  type Asking,
  type Read,
} from './needle-lake.ts';

let lake: TestLake;
let kept: KeptEngine;

beforeAll(async () => {
  lake = await needleLake();
  kept = new KeptEngine(openEngine, dataFolders(lake));
}, 60_000);

afterAll(() => {
  kept.close();
  lake.close();
});

/** Asks with the indexes by the kept engine, as `levee serve` does, where nothing else is said. */
const asked = (sql: string, more: Partial<Asking> & { of?: TestLake } = {}): Promise<Read> =>
  ask(more.of ?? lake, sql, { isIndexed: true, kept, ...more });

const where = (condition: string): string => `SELECT event_time, client_ip FROM events WHERE ${condition}`;
const ALL = 20_000 + 300 + 9000 + 200;
/** A row of each of the first three days; the fourth day whole, as it has no index. */
const IN_EVERY_DAY = 1 + 1 + 1 + 200;
const index = () => join(lake.folder, 'levee/events/index');
const indexes = (): string[] =>
  readdirSync(index(), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.values'));

test('every sorted file has an index, and no other file has one', () => {
  expect(
    indexes()
      .map((name) => name.slice(0, 20))
      .toSorted(),
  ).toEqual(['event_day=2024-04-30', 'event_day=2024-05-01', 'event_day=2024-05-02']);
});

test.each<[string, number, number]>([
  // An address in each day; once in one day only.
  ["client_ip = '203.0.113.77'", 4, IN_EVERY_DAY],
  ["'203.0.113.77' = client_ip", 4, IN_EVERY_DAY],
  ["caller = '203.0.113.77'", 4, IN_EVERY_DAY],
  ["client_ip = '203.0.113.77' AND contains(ips, '203.0.113.77')", 4, IN_EVERY_DAY],
  // Of the second day, in which an address is not written as usual, the index can't tell.
  ["CAST(client_ip AS IPADDRESS) = IPADDRESS '203.0.113.77'", 4, 1 + 300 + 1 + 200],
  ["client_ip = '203.0.113.7'", 1, 200],
  ["client_ip IN ('203.0.113.7', '203.0.113.70')", 1, 200],
  ["client_ip = '203.0.113.7' OR client_ip = '203.0.113.70'", 1, 200],
  ["client_ip = '203.0.113.7' OR request.size < 0", 4, ALL],
  ["client_ip = '203.0.113.7' AND request.size >= 0", 1, 200],
  ["NOT client_ip = '203.0.113.7'", 4, ALL],
  ["contains(ips, '203.0.113.77')", 4, IN_EVERY_DAY],
  ["contains(ips, '203.0.113.7')", 1, 200],
  ["any_match(ips, ip -> ip = '203.0.113.7')", 1, 200],
  ["any_match(ips, ip -> ip IN ('203.0.113.7', '203.0.113.70'))", 1, 200],
  ["any_match(ips, client_ip -> client_ip = '203.0.113.7')", 1, 200],
  ["any_match(ips, ip -> client_ip = '203.0.113.7')", 4, ALL],
  ["any_match(ips, ip -> ip <> '203.0.113.7')", 4, ALL],
  ["none_match(ips, ip -> ip = '203.0.113.7')", 4, ALL],
  // Bounds let go the days in which there are other agents only.
  ["request.agent = 'agent 6'", 1, 2000],
  // On the third day it is agent 1.
  ["client_ip = '203.0.113.77' AND request.agent = 'agent 2'", 2, 1],
  // In the second day an address is not written as usual.
  ["CAST(client_ip AS IPADDRESS) = IPADDRESS '203.0.113.7'", 2, 300 + 200],
  ["IPADDRESS '2001:DB8:0::7' = CAST(client_ip AS IPADDRESS)", 2, 300 + 200],
  ["any_match(ips, ip -> CAST(ip AS IPADDRESS) = IPADDRESS '203.0.113.7')", 2, 300 + 200],
  ["TRY(CAST(client_ip AS IPADDRESS)) = IPADDRESS '203.0.113.7'", 4, ALL],
  ["upper(client_ip) = '203.0.113.7'", 4, ALL],
  ["client_ip LIKE '203.0.113.7'", 4, ALL],
  // The first two days are older than the column.
  ["key_id = 'KEY4444'", 4, 20_000 + 300 + 1 + 200],
])('%s', async (condition, files, candidates) => {
  const read = await asked(where(condition), { limits: { rows: 1 } });
  expect(read).toMatchObject({ files, candidates });
});

test('values that are bound', async () => {
  const read = await asked(where('client_ip = ?'), { parameters: ['203.0.113.7'] });
  expect(read).toEqual({ rows: [], files: 1, candidates: 200 });
});

const value = fc.constantFrom(
  '203.0.113.77',
  '198.51.100.3',
  '192.0.2.190',
  '192.0.2.201',
  '2001:db8::1',
  '2001:DB8::1',
  '10.0.4.1',
  'agent 0',
  'agent 6',
  'KEY4999',
  '',
  "it's",
  '\u{1f600}',
);
const quoted = value.map((text) => `'${text.replaceAll("'", "''")}'`);
const several = fc.array(quoted, { minLength: 1, maxLength: 3 }).map((items) => items.join(', '));
const column = fc.constantFrom(
  'client_ip',
  'request.agent',
  'key_id',
  'caller',
  'source_object',
  'element_at(ips, 2)',
);
const simple = fc.oneof(
  fc.tuple(column, quoted).map(([name, text]) => `${name} = ${text}`),
  fc.tuple(column, several).map(([name, items]) => `${name} IN (${items})`),
  quoted.map((text) => `contains(ips, ${text})`),
  several.map((items) => `any_match(ips, x -> x IN (${items}))`),
  fc.tuple(quoted, quoted).map(([a, b]) => `any_match(ips, x -> x = ${a} OR ${b} = x)`),
  fc
    .tuple(quoted, quoted)
    .map(([a, b]) => `cardinality(filter(ips, x -> x = ${a} AND client_ip = ${b})) > 0`),
  fc
    .constantFrom('2001:db8::1', '2001:DB8:0::A', '::ffff:203.0.113.77', '203.0.113.77')
    .map((text) => `CAST(client_ip AS IPADDRESS) = IPADDRESS '${text}'`),
  fc.integer({ min: 0, max: 19_999 }).map((size) => `request.size > ${size}`),
  fc.constantFrom("event_time < TIMESTAMP '2024-05-01 12:00:00 UTC'", 'client_ip IS NULL'),
);
const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simple,
    fc.tuple(tie('tree'), fc.constantFrom('AND', 'OR'), tie('tree')).map((parts) => `(${parts.join(' ')})`),
    tie('tree').map((inner) => `NOT (${inner})`),
  ),
})).tree;

const FRAMES = [
  (tested: string) => `SELECT count(*), sum(request.size), max(event_time) FROM events WHERE ${tested}`,
  (tested: string) =>
    `SELECT client_ip, count(*) FROM (SELECT * FROM events WHERE request.size % 2 = 0) WHERE ${tested} GROUP BY 1`,
  (tested: string) =>
    `SELECT (SELECT count(*) FROM events WHERE ${tested}), count(*), count(key_id) FROM events WHERE client_ip = '203.0.113.77'`,
  (tested: string) =>
    `SELECT a.request.size, b.n FROM (SELECT * FROM events WHERE ${tested} AND request.size % 97 = 0) a LEFT JOIN (SELECT client_ip, count(*) AS n FROM events WHERE client_ip = '198.51.100.3' GROUP BY 1) b ON a.client_ip = b.client_ip`,
];

/** What a query reads that reads less for the indexes; nothing of one that would read every row with them too. */
const narrowed = (sql: string, more: Partial<Asking>): Promise<Read | undefined> =>
  asked(sql, { ...more, limits: { bytes: ALL - 1 } }).catch((error: unknown) => {
    if (messageOf(error).startsWith('the query would read')) return undefined;
    throw error;
  });

/** How many statements read less for the indexes; each must give the same rows. */
async function compared(runs: number): Promise<number> {
  let count = 0;
  const oneInFour = fc.constantFrom(true, false, false, false);
  await fc.assert(
    fc.asyncProperty(condition, fc.constantFrom(...FRAMES), oneInFour, async (tested, frame, isAlone) => {
      const sql = frame(tested);
      const part = await narrowed(sql, {});
      if (part === undefined) return;
      count += 1;
      const whole = await asked(sql, { isIndexed: false });
      expect(part.rows).toEqual(whole.rows);
      // A query's tables stand otherwise in an engine of its own: opening one takes longer than the query.
      const alone = isAlone ? await narrowed(sql, { kept: undefined }) : part;
      expect(alone).toEqual(part);
    }),
    { numRuns: runs },
  );
  return count;
}

test('an index changes no answer', { timeout: 240_000 }, async () => {
  expect(await compared(Number(process.env['LEVEE_NEEDLES'] ?? 60))).toBeGreaterThan(5);
});

test('an excerpt goes when its question is answered, and is not made where few columns are wanted', async () => {
  expect(readdirSync(excerptFolder(lake))).toEqual([]);
  const needle = { path: ['client_ip'], as: 'value', isAddress: false, text: '203.0.113.77' } as const;
  const needles = () => [[{ anyOf: [needle], letGo: () => undefined }]];
  const pathsFor = async (columns?: ReadonlySet<string>) => {
    const scan = await lake.lake.scan('events', {
      needles,
      columns,
      excerpts: join(lake.folder, 'excerpts'),
    });
    return (scan?.read ?? []).filter(({ path }) => path.startsWith(join(lake.folder, 'excerpts'))).length;
  };
  expect(await pathsFor(new Set(['client_ip', 'event_time']))).toBe(0);
  // One, also for the files from before a column came.
  expect(await pathsFor()).toBe(1);
});

test('an index of an earlier release, whose granules have 8192 rows, finds the same', async () => {
  const path = join(index(), indexes().find((name) => name.includes('2024-04-30')) ?? '');
  const right = readFileSync(path);
  const read = readHead(right.subarray(0, HEAD_BYTES));
  if (read === undefined) throw new Error('there is no index');
  const { head: _head, granuleRows, ...facts } = read;
  expect(granuleRows).toBe(4096);
  const entries = Buffer.from(right.subarray(HEAD_BYTES));
  for (let at = 4; at < entries.length; at += 6) entries.writeUInt16BE(entries.readUInt16BE(at) >> 1, at);
  const earlier = indexBytes(facts, entries);
  earlier.write('LEVEEVI1');
  const looked = where("contains(ips, '10.0.9.1') AND client_ip = '192.0.2.190'");
  const now = await asked(looked);
  writeFileSync(path, earlier);
  const anew = await openedAnew(lake);
  const before = await asked(looked, { of: anew });
  anew.close();
  writeFileSync(path, right);
  expect(now.rows).not.toEqual([]);
  expect(before.rows).toEqual(now.rows);
  expect(before.candidates).toBe(now.candidates);
});

test('where an index is missing, damaged or of another file, the file is read', async () => {
  const one = where("client_ip = '203.0.113.77'");
  const { rows } = await asked(one, { isIndexed: false });
  const [path = ''] = indexes()
    .filter((name) => name.includes('2024-04-30'))
    .map((name) => join(index(), name));
  const other = join(index(), indexes().find((name) => name.includes('2024-05-02')) ?? '');
  const right = readFileSync(path);
  const spoilt: Readonly<Record<string, () => void>> = {
    missing: () => rmSync(path),
    'a folder': () => renameSync(index(), `${index()}-away`),
    empty: () => writeFileSync(path, ''),
    'cut off': () => writeFileSync(path, right.subarray(0, 4096)),
    'of another file': () => writeFileSync(path, readFileSync(other)),
    'not an index': () => writeFileSync(path, Buffer.alloc(100_000, 1)),
  };
  for (const [about, spoil] of Object.entries(spoilt)) {
    spoil();
    const anew = await openedAnew(lake);
    // Also where what the index begins with had been read before.
    const reads = [await asked(one, { of: anew }), await asked(one)];
    anew.close();
    if (about === 'a folder') renameSync(`${index()}-away`, index());
    writeFileSync(path, right);
    for (const read of reads) {
      expect({ about, rows: read.rows }).toEqual({ about, rows });
      expect(read.candidates).toBeGreaterThan(20_000);
    }
  }
});

test('rows that another engine deleted stay away', { timeout: 120_000 }, async () => {
  const scan = await lake.lake.scan('events');
  const file = scan?.files.find(({ day }) => day === '2024-04-30');
  const [row] = await lake.engine.withConnection((connection) =>
    connection.rows(
      `SELECT file_row_number AS at FROM read_parquet('${file?.path}', file_row_number = true) WHERE client_ip = '203.0.113.77'`,
    ),
  );
  const before = await asked(where("client_ip = '203.0.113.77'"));
  await foreignDelete(lake, [{ key: file?.key ?? '', position: Number(row?.['at']) }]);
  const after = await asked(where("client_ip = '203.0.113.77'"));
  expect(after).toMatchObject({ candidates: ALL });
  expect(after.rows).toHaveLength(before.rows.length - 1);
  await compared(20);
});
