import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore, openDuckdb } from '#adapter';
import { literal, type EmbeddedEngine } from '#port';
import { excerpted } from './excerpt.ts';
import { footerLength, readFooter } from '#parquet';
import type { ScannedFile } from './scan.ts';

const ROWS = 50_000;
const GROUP = 2048;
const KEY = 'levee/events/data/event_day=2024-05-01/sorted-0a1b2c3d-x.parquet';

let folder: string;
let engine: EmbeddedEngine;

const rowsOf = (sql: string) => engine.withConnection((connection) => connection.rows(sql));
const path = () => join(folder, KEY);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-excerpt-'));
  engine = await openDuckdb({ threads: 1 });
  await folderStore(folder).write(KEY, Buffer.alloc(0));
  // Columns of all kinds: with and without dictionary and bloom filter, nested, all null.
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (SELECT i, 'a' || (i // 100) AS address, md5(i::VARCHAR) AS unique_text, i % 3 = 0 AS is_third, i / 7 AS ratio,
         [{'name': 'h' || (i % 5), 'value': i}] AS headers, CASE WHEN i % 2 = 0 THEN {'a': i, 'b': NULL::VARCHAR} END AS part,
         MAP {'k': i} AS extra, NULL::INTEGER AS nothing FROM range(${ROWS}) r(i) ORDER BY i)
       TO ${literal(path())} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP})`,
    ),
  );
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const scanned = (rows: ScannedFile['rows'], key = KEY): ScannedFile =>
  ({ key, path: join(folder, key), sizeBytes: statSync(join(folder, key)).size, rows }) as ScannedFile;

/** The file as it is to be read, asked for some rows. */
async function excerptOf(file: ScannedFile): Promise<ScannedFile> {
  const own = mkdtempSync(join(folder, 'own-'));
  const [found] = await excerpted({ store: folderStore(folder), folder: join(own, 'excerpts') }, [file]);
  if (found === undefined) throw new Error('the file is gone');
  return found;
}

test('a footer tells of row groups what DuckDB reads in it', async () => {
  const bytes = readFileSync(path());
  const length = footerLength(bytes.subarray(-8));
  const { groups } = readFooter(bytes.subarray(-8 - length, -8));
  const expected = await rowsOf(
    `SELECT row_group_id AS id, any_value(row_group_num_rows)::INTEGER AS rows, sum(total_compressed_size)::INTEGER AS pages,
       coalesce(sum(bloom_filter_length), 0)::INTEGER AS blooms, min(coalesce(dictionary_page_offset, data_page_offset))::INTEGER AS first
     FROM parquet_metadata(${literal(path())}) GROUP BY 1 ORDER BY 1`,
  );
  expect(
    groups.map(({ rows, pieces }, id) => ({
      id: String(id),
      rows,
      bytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
      first: pieces[0]?.offset,
    })),
  ).toEqual(
    expected.map(({ id, rows, pages, blooms, first }) => ({
      id,
      rows,
      bytes: Number(pages) + Number(blooms),
      first,
    })),
  );
  expect(groups.map(({ firstRow }) => firstRow)).toEqual(groups.map((_group, at) => at * GROUP));
});

test.each<[string, [number, number][], [number, number][]]>([
  ['a row', [[5000, 5000]], [[4096, 6143]]],
  [
    'the first and the last',
    [
      [0, 0],
      [ROWS - 1, ROWS + 9000],
    ],
    [
      [0, 2047],
      [49_152, 49_999],
    ],
  ],
  ['neighbours', [[2047, 2048]], [[0, 4095]]],
])('an excerpt has the row groups of %s, and only those', async (_name, ranges, expected) => {
  const { path: excerpt, rows } = await excerptOf(scanned(ranges));
  expect(excerpt).not.toBe(path());
  expect(rows).toBeUndefined();
  const within = expected.map(([first, last]) => `i BETWEEN ${first} AND ${last}`).join(' OR ');
  const whole = await rowsOf(
    `SELECT * FROM read_parquet(${literal(path())}, hive_partitioning = false) WHERE ${within} ORDER BY i`,
  );
  expect(whole).toHaveLength(expected.reduce((sum, [first, last]) => sum + last - first + 1, 0));
  expect(await rowsOf(`SELECT * FROM read_parquet(${literal(excerpt)}) ORDER BY i`)).toEqual(whole);
});

test('bloom filters and bounds answer in an excerpt as they do in the file', async () => {
  const { path: excerpt } = await excerptOf(scanned([[5000, 5000]]));
  const count = async (where: string) => {
    const [row] = await rowsOf(
      `SELECT count(*)::INTEGER AS n FROM read_parquet(${literal(excerpt)}) WHERE ${where}`,
    );
    return row?.['n'];
  };
  expect(await count("address = 'a50'")).toBe(100);
  expect(await count("address = 'a500'")).toBe(0);
  expect(await count("address = 'a50x'")).toBe(0);
  expect(await count('part.a = 5000')).toBe(1);
});

test('a file stays as it is where most of it is asked for, all of it, or it cannot be cut', async () => {
  const most = scanned([[0, ROWS / 2 + GROUP]]);
  expect(await excerptOf(most)).toBe(most);
  const all = scanned(undefined);
  expect(await excerptOf(all)).toBe(all);
  const damaged = KEY.replace('-x', '-y');
  const bytes = readFileSync(path());
  writeFileSync(
    join(folder, damaged),
    Buffer.concat([bytes.subarray(0, -2000), Buffer.alloc(1992, 255), bytes.subarray(-8)]),
  );
  const bad = scanned([[5000, 5000]], damaged);
  expect(await excerptOf(bad)).toBe(bad);
});
