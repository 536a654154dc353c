import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { literal, type EmbeddedEngine } from '#port';
import { cutFile } from './cut-file.ts';
import {
  footerLength,
  GroupPlaces,
  leavesIn,
  pagesWith,
  PickedColumn,
  pickedFile,
  type GroupReader,
  type LoadedChunk,
  type Rows,
  schemaOfFile,
  readFooter,
  TRAILER_BYTES,
  Unpacked,
} from './index.ts';

const ROWS = 10_500;
const GROUP = 8192;

/** Rows with what a column may have, in columns large enough to be cut and too small for it; the last two of a row group go on in the next page. */
const SOURCE = `SELECT i, CASE WHEN i % 7 > 0 THEN make_timestamptz(1700000000000000 + i * 1000003) END AS at_time,
  CASE WHEN i % 11 > 0 THEN md5(CAST(i // 3 AS VARCHAR)) || repeat('x', i % 40) END AS many,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'é 😀 ' || chr(1) || chr(31) ELSE 'text ' || (i % 900) END AS few,
  'same' AS same, CAST(NULL AS VARCHAR) AS nothing, CASE WHEN i % 9000 = 5 THEN repeat('long ' || i, 30000) END AS long_text,
  CASE WHEN i % 4 > 0 THEN CAST(i % 9 - 4 AS INTEGER) END AS int, CAST(hash(i) % 1000000007 AS BIGINT) AS long,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN -0.0 ELSE i / 3 END AS double, CAST(i / 7 AS FLOAT) AS float,
  CASE i % 3 WHEN 0 THEN NULL ELSE i % 2 = 0 END AS flag, CAST(i % 100 AS DECIMAL(30, 2)) AS fixed, CAST(md5(CAST(i AS VARCHAR)) || sha256(CAST(i AS VARCHAR)) AS BLOB) AS bytes,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN {a: NULL, b: NULL} ELSE {a: 'a' || i % 3, b: {c: CAST(i AS INTEGER)}} END AS s,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL, chr(27) || i % 2] ELSE ['"', NULL, 'z' || i] END AS texts,
  CASE WHEN i % 3000 = 7 THEN range(9000) WHEN i % 2 = 0 THEN [i, NULL] ELSE [] END AS numbers,
  [{name: 'h' || j, value: md5(CAST(i * 7 + j AS VARCHAR))} FOR j IN range(i % 6)] AS headers,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL] ELSE [{x: 'x' || i % 2, ys: ['y', NULL]}, {x: NULL, ys: ['z' || i]}] END AS nested,
  CASE WHEN i % 3 = 0 THEN MAP {'k' || i % 5: i, 'l': NULL} END AS pairs
  FROM range(${ROWS}) AS t(i)`;

let folder: string;
let engine: EmbeddedEngine;
const rowsOf = (sql: string) => engine.withConnection((connection) => connection.rows(sql));
const relation = (path: string): string =>
  `read_parquet(${literal(path)}, file_row_number = true, hive_partitioning = false)`;

let made = 0;
const known = new Map<string, Promise<string>>();
/** Every row as text, by its number. */
let texts: readonly string[] = [];

/** The rows, as DuckDB writes them with some options. */
function written(options: string): Promise<string> {
  const found = known.get(options) ?? copied(options);
  known.set(options, found);
  return found;
}

async function copied(options: string): Promise<string> {
  made += 1;
  const path = join(folder, `${made}.parquet`);
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (FROM source ORDER BY i) TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE ${GROUP}, ${options})`,
    ),
  );
  return path;
}

async function cutOf(path: string): Promise<string> {
  made += 1;
  const cut = path.replace('.parquet', `-cut-${made}.parquet`);
  const found = await cutFile(path, cut);
  expect(found?.sizeBytes).toBe(statSync(cut).size);
  return cut;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-cut-'));
  engine = await openDuckdb({ threads: 1 });
  await rowsOf(`CREATE TABLE source AS ${SOURCE}`);
  texts = await textsOf('source ORDER BY i');
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows as the engine tells them, in one text each. */
const textsOf = async (from: string): Promise<string[]> =>
  (
    await rowsOf(
      `SELECT CAST(to_json(row) AS VARCHAR) AS text FROM ${from.replace(/(?= ORDER|$)/, ' AS row')}`,
    )
  ).map(({ text }) => String(text));

/** By the engine: rows that a file or the source has, and those of them that are not the same in both at their place. */
const compared = (path: string) =>
  rowsOf(
    `SELECT count(*)::INTEGER AS rows, (count(*) FILTER (WHERE one IS DISTINCT FROM other))::INTEGER AS differing
     FROM ${relation(path)} AS one FULL JOIN (SELECT *, i AS file_row_number FROM source) AS other USING (file_row_number)`,
  );

const typesOf = async (from: string) =>
  (await rowsOf(`DESCRIBE FROM ${from}`)).map((column) => [column['column_name'], column['column_type']]);

/** How many data pages each column of a file has. */
async function pagesOf(path: string): Promise<Map<string, number>> {
  const { footer, places, leaves, read } = await parts(path);
  const rows = footer.groups[0]?.rows ?? 0;
  expect(footer.groups.map((group) => group.rows)).toEqual([GROUP, ROWS - GROUP]);
  const loaded = await opened(places(0), read(0), { rows });
  const names = await rowsOf(
    `SELECT path_in_schema AS name FROM parquet_metadata(${literal(path)}) WHERE row_group_id = 0 ORDER BY column_id`,
  );
  const pages = pagesWith(loaded, { rows, unpacked: new Unpacked() }, [{ from: 0, to: rows }]);
  expect(pages).toHaveLength(leaves.length);
  return new Map(names.map(({ name }, at) => [String(name), pages[at]?.length ?? 0]));
}

async function parts(path: string) {
  const bytes = readFileSync(path);
  const length = footerLength(bytes.subarray(-TRAILER_BYTES));
  const footerBytes = bytes.subarray(-TRAILER_BYTES - length, -TRAILER_BYTES);
  const footer = readFooter(footerBytes);
  const leaves = leavesIn(footerBytes);
  return {
    footer,
    leaves,
    places: (group: number) => new GroupPlaces(footer.groups[group]?.bytes ?? Buffer.alloc(0), leaves),
    read: (gap: number): GroupReader => ({
      gap,
      // What nobody reads is not what is in the file.
      room: (size) => Buffer.alloc(size, 0xee),
      fill: async (into, offset) => void bytes.copy(into, 0, offset, offset + into.length),
    }),
  };
}

/** The columns of a row group, with the pages of some rows. */
async function opened(
  places: GroupPlaces,
  reader: GroupReader,
  { rows, ranges = [{ from: 0, to: rows }] }: { readonly rows: number; readonly ranges?: readonly Rows[] },
): Promise<readonly LoadedChunk[]> {
  const group = await places.open(rows, reader);
  await group.load(group.chunks, ranges);
  return group.chunks;
}

type Options = [what: string, options: string, isCut?: boolean];

const OPTIONS: Options[] = [
  ['ZSTD, dictionaries where they pay', 'COMPRESSION zstd'],
  ['no dictionaries', 'COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0'],
  ['dictionaries for all', 'COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 100000'],
  ['another compression', 'COMPRESSION snappy', false],
  ['the second version of pages', 'COMPRESSION zstd, PARQUET_VERSION v2'],
];

test.each<Options>(OPTIONS)(
  'a file of cut columns has the same rows: %s',
  async (_name, options, isCut = true) => {
    const path = await written(options);
    const cut = await cutOf(path);
    expect(readFileSync(cut).equals(readFileSync(path))).toBe(!isCut);
    expect(await compared(cut)).toEqual([{ rows: ROWS, differing: 0 }]);
  },
);

test('large columns are cut, small ones are not', async () => {
  const cut = await pagesOf(await cutOf(await written('COMPRESSION zstd')));
  // Of 8,192 rows ten in eleven have 32 to 71 bytes behind a length of four: some 413,000, in pages of 32,768.
  expect(cut.get('many')).toBeGreaterThanOrEqual(12);
  // 8,192 times eight bytes are twice 32,768.
  expect(cut.get('long')).toBe(2);
  expect([cut.get('same'), cut.get('nothing'), cut.get('flag')]).toEqual([1, 1, 1]);
});

test('bounds and bloom filters of a cut file answer as before', async () => {
  const path = await written('COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 100000');
  const cut = await cutOf(path);
  const facts = (of: string) =>
    rowsOf(
      `SELECT row_group_id, row_group_num_rows, path_in_schema, num_values, type, stats_min_value, stats_max_value, stats_null_count, bloom_filter_length
       FROM parquet_metadata(${literal(of)}) ORDER BY row_group_id, column_id`,
    );
  expect(await facts(cut)).toEqual(await facts(path));
  expect((await facts(path)).some((fact) => fact['bloom_filter_length'] !== null)).toBe(true);
  const probe = (of: string, value: string) =>
    rowsOf(
      `SELECT row_group_id, bloom_filter_excludes FROM parquet_bloom_probe(${literal(of)}, 'few', ${literal(value)}) ORDER BY 1`,
    );
  for (const value of ['text 17', 'text 899', 'text 900', ''])
    expect((await probe(cut, value)).map((row) => row['bloom_filter_excludes'])).toEqual(
      (await probe(path, value)).map((row) => row['bloom_filter_excludes']),
    );
});

test('what is no Parquet, or broken, is not cut', async () => {
  const path = await written('COMPRESSION zstd');
  const broken = join(folder, 'broken.parquet');
  const whole = readFileSync(path);
  writeFileSync(broken, whole.subarray(0, 1000));
  expect(await cutFile(broken, join(folder, 'broken-cut'))).toBeUndefined();
  writeFileSync(broken, Buffer.concat([Buffer.alloc(200_000, 7), whole.subarray(200_000)]));
  expect(await cutFile(broken, join(folder, 'broken-cut-2'))).toBeUndefined();
});

/** Rows from one on and before another, in order, none twice. */
const ranges = fc
  .uniqueArray(fc.nat(ROWS), { minLength: 2, maxLength: 12 })
  .map((ends) => ends.toSorted((left, right) => left - right))
  .map((ends) =>
    ends.flatMap((from, at) =>
      at % 2 === 0 && at + 1 < ends.length ? [{ from, to: Math.min(from + 150, ends[at + 1] ?? from) }] : [],
    ),
  );

async function picked(path: string, wanted: readonly Rows[], gap: number): Promise<string> {
  const { footer, leaves, places, read } = await parts(path);
  const columns = leaves.map((leaf) => new PickedColumn(leaf));
  let rows = 0;
  for (const [at, group] of footer.groups.entries()) {
    const own = wanted
      .map(({ from, to }) => ({
        from: Math.max(0, from - group.firstRow),
        to: Math.min(group.rows, to - group.firstRow),
      }))
      .filter(({ from, to }) => from < to);
    const pages = pagesWith(
      await opened(places(at), read(gap), { rows: group.rows, ranges: own }),
      { rows: group.rows, unpacked: new Unpacked() },
      own,
    );
    for (const [leaf, some] of pages.entries()) columns[leaf]?.add(some, own);
    rows += own.reduce((sum, { from, to }) => sum + to - from, 0);
  }
  made += 1;
  const out = join(folder, `picked-${made}.parquet`);
  const file = await open(out, 'wx');
  await file.writeFile(pickedFile(schemaOfFile(footer, leaves), rows, columns));
  await file.close();
  return out;
}

test.each<Options>(OPTIONS.slice(0, 3))(
  'picked rows are those that the engine reads there: %s',
  { timeout: 60_000 },
  async (_name, options) => {
    const path = await written(options);
    const types = await typesOf('source');
    for (const from of [path, await cutOf(path)])
      await fc.assert(
        fc.asyncProperty(ranges, fc.constantFrom(0, 5000, Number.POSITIVE_INFINITY), async (wanted, gap) => {
          const file = await picked(from, wanted, gap);
          const there = wanted.flatMap(({ from: first, to }) => texts.slice(first, to));
          const found = `read_parquet(${literal(file)})`;
          expect(await textsOf(found)).toEqual(there);
          expect(await typesOf(found)).toEqual(types);
        }),
        { numRuns: 8 },
      );
  },
);
