import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EngineValue } from '#port';
import { openDuckdb } from './duckdb.ts';
import { spillFolder } from './spill-folder.ts';

const scratch = mkdtempSync(join(tmpdir(), 'levee-duckdb-'));
const engine = await openDuckdb({ threads: 1 });
afterAll(() => {
  engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

const rowsOf = (sql: string, way: 'stream' | 'held' = 'stream'): Promise<(readonly EngineValue[])[]> =>
  engine.withConnection(async (connection) => {
    const { chunks } = await connection[way](sql);
    return (await Array.fromAsync(chunks)).flat();
  });

// Expected texts follow ISO 8601 and DuckDB's documentation of its types.
test.each<[string, EngineValue]>([
  ['NULL', null],
  ['true', true],
  ['42', 42],
  ['9223372036854775807::BIGINT', 9_223_372_036_854_775_807n],
  ['170141183460469231731687303715884105727::HUGEINT', 170_141_183_460_469_231_731_687_303_715_884_105_727n],
  ['0.1::DOUBLE', 0.1],
  ["'infinity'::DOUBLE", Number.POSITIVE_INFINITY],
  ['1234567890123456789.50::DECIMAL(38, 2)', '1234567890123456789.50'],
  ["'日本'", '日本'],
  ["'\\x00\\xFF'::BLOB", Buffer.of(0, 255)],
  ["DATE '2024-02-29'", '2024-02-29'],
  ["TIME '23:59:59.999999'", '23:59:59.999999'],
  ["TIMESTAMPTZ '2026-01-31 12:34:56.000001+01:00'", '2026-01-31T11:34:56.000001Z'],
  ["TIMESTAMP '2026-01-31 12:34:56'", '2026-01-31T12:34:56.000000'],
  ["TIMESTAMPTZ '1969-12-31 23:59:59.999999Z'", '1969-12-31T23:59:59.999999Z'],
  ["TIMESTAMPTZ '12026-01-31 00:00:00Z'", '+012026-01-31T00:00:00.000000Z'],
  ["TIMESTAMPTZ 'infinity'", 'infinity'],
  ["TIMESTAMPTZ '-infinity'", '-infinity'],
  ["TIMESTAMP_NS '2026-01-31 00:00:00.123456789'", '2026-01-31T00:00:00.123456789'],
  ["TIMESTAMP_S '2026-01-31 00:00:01'", '2026-01-31T00:00:01'],
  ["TIMESTAMP_MS '2026-01-31 00:00:01.5'", '2026-01-31T00:00:01.500'],
  // As Trino writes intervals: https://trino.io/docs/current/language/types.html#interval-day-to-second
  ["INTERVAL '1 day 2 hours'", '1 02:00:00.000'],
  ["INTERVAL '36 hours 1 microsecond'", '1 12:00:00.000001'],
  ["INTERVAL '-90 seconds'", '-0 00:01:30.000'],
  ["INTERVAL '14 months'", '1-2'],
  ["INTERVAL '-1 month'", '-0-1'],
  ["INTERVAL '0 days'", '0 00:00:00.000'],
  ["'5a3f2d9e-0000-4000-8000-000000000001'::UUID", '5a3f2d9e-0000-4000-8000-000000000001'],
  ['[1, NULL, 3]', [1, null, 3]],
  ["{'a': {'b': [TIMESTAMPTZ '2026-01-31 00:00:00Z']}}", { a: { b: ['2026-01-31T00:00:00.000000Z'] } }],
  ["MAP {'k': 1, 'l': NULL}", { k: 1, l: null }],
  ['MAP {1: true}', [{ key: 1, value: true }]],
  ["MAP {'__proto__': 1}", JSON.parse('{"__proto__": 1}') as EngineValue],
  ["union_value(k := 'v')", 'v'],
  ["'a'::ENUM ('a', 'b')", 'a'],
])('%s', async (sql, expected) => {
  expect(await rowsOf(`SELECT ${sql}`)).toEqual([[expected]]);
  expect(await rowsOf(`SELECT ${sql}`, 'held')).toEqual([[expected]]);
});

test('lists and structs of many rows, in each other, are those of their row', async () => {
  const of = (i: number): EngineValue[] => {
    const list = Array.from({ length: i % 4 }, (_, at) =>
      at === 2
        ? null
        : { n: i * 10 + at, texts: at === 1 ? null : ['short', `longer than twelve bytes ${i}`] },
    );
    return [
      i,
      i % 5 === 0 ? null : list,
      i % 7 === 0 ? null : { inner: i % 3 === 0 ? null : { 'a b': `${i}`, __: [i] } },
    ];
  };
  const sql = `SELECT i::INT,
      CASE WHEN i % 5 <> 0 THEN [CASE WHEN k <> 2 THEN {'n': (i * 10 + k)::INT, 'texts': CASE WHEN k <> 1
        THEN ['short', 'longer than twelve bytes ' || i] END} END FOR k IN range(i % 4)] END,
      CASE WHEN i % 7 <> 0 THEN {'inner': CASE WHEN i % 3 <> 0 THEN {'a b': i::VARCHAR, '__': [i::INT]} END} END
    FROM range(5000) r(i) ORDER BY i`;
  const expected = JSON.stringify(Array.from({ length: 5000 }, (_, i) => of(i)));
  expect(JSON.stringify(await rowsOf(sql))).toBe(expected);
  expect(JSON.stringify(await rowsOf(sql, 'held'))).toBe(expected);
});

test('a member named __proto__ of a struct is an ordinary one', async () => {
  const [[value] = []] = await rowsOf(`SELECT {'__proto__': {'x': 1}} AS s`);
  expect(Object.entries(value ?? {})).toEqual([['__proto__', { x: 1 }]]);
});

test('a stream names its columns and types, also of an empty result', async () => {
  await engine.withConnection(async (connection) => {
    const { columns, chunks } = await connection.stream(
      `SELECT 1 AS a, {'x': now()} AS s, 2 AS a WHERE ? = 5`,
      [4],
    );
    expect(columns).toEqual([
      { name: 'a', type: 'INTEGER' },
      { name: 's', type: 'STRUCT("x" TIMESTAMP WITH TIME ZONE)' },
      // DuckDB's way of naming a second column of one name.
      { name: 'a_1', type: 'INTEGER' },
    ]);
    expect(await Array.fromAsync(chunks)).toEqual([]);
    const held = await connection.held(`SELECT 1 AS a, {'x': now()} AS s WHERE ? = 5`, [4]);
    expect(held.columns).toEqual(columns.slice(0, 2));
    expect(await Array.fromAsync(held.chunks)).toEqual([]);
  });
});

test('a result keeps its order over pages and its memory', async () => {
  await engine.withConnection(async (connection) => {
    const { chunks } = await connection.stream('SELECT range AS n FROM range(150_000) ORDER BY n DESC');
    let read = 0;
    for await (const rows of chunks) {
      for (const [value] of rows) {
        read += 1;
        if (value !== BigInt(150_000 - read)) throw new Error(`row ${read} is out of order`);
      }
    }
    expect(read).toBe(150_000);
    expect(await connection.rows(`SELECT count(*)::INT AS n FROM duckdb_tables()`)).toEqual([{ n: 0 }]);
  });
});

test('a failure after many good rows is an error, not an early end', async () => {
  await engine.withConnection(async (connection) => {
    const sql = `SELECT CASE WHEN range = 250000 THEN error('boom') ELSE range END FROM range(300000)`;
    await expect(connection.stream(sql)).rejects.toThrow('boom');
    await expect(connection.held(sql)).rejects.toThrow('boom');
  });
});

test('an interrupted query is an error', async () => {
  await engine.withConnection(async (connection) => {
    const endless = connection.stream('SELECT count(*) FROM range(10_000_000_000_000) WHERE range % 7 = 3');
    const interrupting = setInterval(() => connection.interrupt(), 20);
    await expect(endless).rejects.toThrow(/interrupt/i);
    clearInterval(interrupting);
    expect(await connection.rows('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

test('two engines that spill into one folder keep apart, and leave nothing', async () => {
  const limits = { threads: 1, memory: '30MB', tempDirectory: join(scratch, 'made', 'on demand') };
  const engines = [await openDuckdb(limits), await openDuckdb(limits)];
  const sums = await Promise.all(
    engines.map((each, index) =>
      each.withConnection((connection) =>
        connection.rows(`
          SELECT sum(n)::BIGINT AS total, max(place) AS rows FROM
            (SELECT range + ${index} AS n, row_number() OVER (ORDER BY repeat(md5(range::VARCHAR), 8)) AS place FROM range(70000))`),
      ),
    ),
  );
  // 0 + 1 + … + 69,999 = 2,449,965,000; the second begins at 1.
  expect(sums.flat()).toEqual([
    { total: '2449965000', rows: '70000' },
    { total: '2450035000', rows: '70000' },
  ]);
  expect(readdirSync(limits.tempDirectory)).toHaveLength(2);
  engines.forEach((each) => each.close());
  expect(readdirSync(limits.tempDirectory)).toEqual([]);
});

test('spill files of a killed process are removed, those of others stay', async () => {
  const parent = join(scratch, 'shared');
  const own = spillFolder(parent);
  const gone = own.replace(`-${process.pid}-`, '-4194304-');
  const reused = own.replace(/-(\d+)-(\d+)-/, '-$1-1-');
  const elsewhere = gone.replace(/duckdb-[0-9a-f]{12}/, 'duckdb-000000000000');
  for (const folder of [own, gone, reused, elsewhere, join(parent, 'other')]) mkdirSync(folder);
  (await openDuckdb({ tempDirectory: parent })).close();
  const isTold = existsSync('/proc/self/stat');
  expect(readdirSync(parent).toSorted()).toEqual(
    [own, elsewhere, join(parent, 'other'), ...(isTold ? [] : [reused])]
      .map((path) => basename(path))
      .toSorted(),
  );
});
