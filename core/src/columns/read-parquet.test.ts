import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, asyncProperty, integer, nat, oneof, tuple } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutFile, Unsupported } from '#parquet';
import { literal } from '#port';
import { openDuckdb } from '../adapter/duckdb.ts';
import { ColumnStore, Dictionary, type KeptColumns, type StoredField } from './index.ts';
import { ALWAYS, type Span } from './file-columns.ts';
import { inTable, readParquetColumns, type StoredColumn } from './read-parquet.ts';

const engine = await openDuckdb({ threads: 1 });
const folder = await mkdtemp(join(tmpdir(), 'levee-columns-'));
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

const ROWS = 9000;

/** Rows with what a column may have: missing, empty and hostile values at every level. Written by the engine. */
const SOURCE = `SELECT
  i, CASE WHEN i % 7 > 0 THEN make_timestamptz(1700000000000000 + i * 1000003 - (i % 5) * 9000000) END AS event_time,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'é 😀 ' || chr(1) || chr(31) || chr(8232) WHEN 3 THEN '"\\/<' || chr(9) ELSE 'text' END AS few,
  CASE WHEN i % 11 > 0 THEN md5(CAST(i // 3 AS VARCHAR)) || repeat('x', i % 40) END AS many,
  CASE WHEN i % 4 > 0 THEN CAST(i % 9 - 4 AS INTEGER) END AS int,
  CASE WHEN i % 3 > 0 THEN CAST(9223372036854775807 - i AS BIGINT) ELSE -9007199254740993 END AS long,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN -0.5 ELSE i / 3 END AS double,
  CASE i % 3 WHEN 0 THEN NULL ELSE i % 2 = 0 END AS flag,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN {a: NULL, b: NULL} WHEN 2 THEN {a: 'a' || i % 3, b: {c: NULL}} ELSE {a: '', b: {c: CAST(i % 5 AS INTEGER)}} END AS s,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL, chr(27) || i % 2] ELSE ['"', NULL, 'z' || i % 4] END AS texts,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE CAST([i % 3, NULL, -i % 2] AS INTEGER[]) END AS numbers,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL] WHEN 3 THEN [{x: NULL, ys: NULL}, {x: 'x', ys: []}]
    ELSE [{x: 'x' || i % 2, ys: ['y', NULL]}, {x: NULL, ys: ['z' || i % 3]}] END AS nested,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [{ys: NULL}, {ys: []}] ELSE [{ys: ['a', 'b']}, {ys: [NULL]}, {ys: ['c']}] END AS deep
  FROM range(${ROWS}) AS t(i)`;

const IDS = `{i: 1, event_time: 2, few: 3, many: 4, int: 5, long: 6, "double": 7, flag: 8,
  s: {__duckdb_field_id: 9, a: 10, b: {__duckdb_field_id: 11, c: 12}}, texts: {__duckdb_field_id: 13, element: 14},
  numbers: {__duckdb_field_id: 15, element: 16},
  nested: {__duckdb_field_id: 17, element: {__duckdb_field_id: 18, x: 19, ys: {__duckdb_field_id: 20, element: 21}}},
  deep: {__duckdb_field_id: 22, element: {__duckdb_field_id: 23, ys: {__duckdb_field_id: 24, element: 25}}}}`;

const TIME: StoredField = { id: 2, type: 'timestamptz', lists: [] };

const column = (name: string, stored: StoredField, sql: string): StoredColumn => ({
  name,
  as: 'codes',
  stored,
  sql: stored.lists.length > 0 ? `CAST(to_json(${sql}) AS VARCHAR)` : `CAST(${sql} AS VARCHAR)`,
});
const one = (id: number, type: string): StoredField => ({ id, type, lists: [] });
const list = (id: number, type: string, ...lists: number[]): StoredField => ({ id, type, lists });

/** As if the elements of `ys` were structures with a part that the file has not. */
const ADDED_WITHIN =
  'flatten(list_transform(r.nested, x -> list_transform(x.ys, y -> CAST(NULL AS INTEGER))))';

const CODES = [
  column('few', one(3, 'string'), 'r.few'),
  column('many', one(4, 'string'), 'r.many'),
  column('int', one(5, 'int'), 'r.int'),
  // A column that was widened since the file was written.
  column('widened', one(5, 'long'), 'r.int'),
  column('long', one(6, 'long'), 'r.long'),
  // As ECMAScript writes numbers (ECMA-262, Number::toString): whole ones without a fraction.
  column('double', one(7, 'double'), "regexp_replace(CAST(r.double AS VARCHAR), '\\.0$', '')"),
  column('flag', one(8, 'boolean'), 'r.flag'),
  column('s.a', one(10, 'string'), 'r.s.a'),
  column('s.b.c', one(12, 'int'), 'r.s.b.c'),
  column('texts', list(14, 'string', 13), 'r.texts'),
  column('numbers', list(16, 'int', 15), 'r.numbers'),
  column('nested.x', list(19, 'string', 17), 'list_transform(r.nested, x -> x.x)'),
  column('nested.ys', list(21, 'string', 17, 20), 'flatten(list_transform(r.nested, x -> x.ys))'),
  // What the table has got since: a column, a list, a part of a list's structures, and a list in them.
  column('added', one(99, 'string'), 'CAST(NULL AS VARCHAR)'),
  column('added list', list(99, 'string', 98), 'CAST(NULL AS VARCHAR[])'),
  column('nested.added', list(99, 'string', 17), 'list_transform(r.nested, x -> CAST(NULL AS VARCHAR))'),
  column(
    'nested.list',
    list(99, 'string', 17, 98),
    'flatten(list_transform(r.nested, x -> CAST(NULL AS VARCHAR[])))',
  ),
  column('deep.added', list(99, 'string', 22), 'list_transform(r.deep, x -> CAST(NULL AS VARCHAR))'),
  column('nested.ys, added', list(99, 'int', 17, 20), ADDED_WITHIN),
];
const NUMBERS = [
  { name: 'int', id: 5, type: 'int' },
  { name: 'long', id: 6, type: 'long' },
  { name: 'double', id: 7, type: 'double' },
].map(({ name, id, type }): StoredColumn => ({
  name: `${name} as numbers`,
  as: 'numbers',
  stored: one(id, type),
  sql: `r.${name}`,
}));

const made = new Map<string, Promise<string>>();

/** The first rows, as the engine writes them: once for all tests that read such a file. */
function written(options: string, ids = IDS, rows = ROWS): Promise<string> {
  const key = `${options} ${ids} ${rows}`;
  const path =
    made.get(key) ?? copied(join(folder, `${made.size}.parquet`), `${options}, FIELD_IDS ${ids}`, rows);
  made.set(key, path);
  return path;
}

async function copied(path: string, options: string, rows: number): Promise<string> {
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (FROM source WHERE i < ${rows} ORDER BY i) TO ${literal(path)} (FORMAT parquet, ${options})`,
    ),
  );
  return path;
}

/** What the engine says of the same columns. */
let expected: ReadonlyMap<string, readonly unknown[]>;
const wanted = (name: string, from = 0, to = ROWS): readonly unknown[] =>
  (expected.get(name) ?? []).slice(from, to);

beforeAll(async () => {
  const selected = CODES.map(({ name, sql }) => `${sql} AS "${name}"`);
  const rows = await engine.withConnection(async (connection) => {
    await connection.run(`CREATE TABLE source AS ${SOURCE}`);
    return connection.rows(`SELECT ${selected.join(', ')} FROM source AS r ORDER BY i`);
  });
  expected = new Map(CODES.map(({ name }) => [name, rows.map((row) => row[name] ?? null)]));
});

/** Rows in which two columns are not the same; none where they are of one length. */
const differing = (found: readonly unknown[], others: readonly unknown[]): unknown[] =>
  Array.from({ length: Math.max(found.length, others.length) }, (_, row) => row)
    .filter((row) => found[row] !== others[row])
    .slice(0, 3)
    .map((row) => [row, found[row], others[row]]);

interface Reading {
  readonly columns?: readonly StoredColumn[];
  readonly rows?: number;
  readonly span?: Span;
}

async function read(
  path: string,
  { columns = [...CODES, ...NUMBERS], rows = ROWS, span = ALWAYS }: Reading = {},
) {
  const known = new Map(columns.map(({ name }) => [name, new Dictionary()]));
  const dictionaryOf = (name: string): Dictionary => known.get(name) ?? new Dictionary();
  const found = inTable(readParquetColumns({ path, rows, time: TIME, span, without: [], columns }), {
    dictionaryOf,
    codesOf: (name, { texts }) => dictionaryOf(name).codesIn(texts),
  });
  const texts = (name: string) =>
    Array.from(found.codes.get(name) ?? [], (code) => dictionaryOf(name).textOf(code));
  return { found, texts };
}

/** As compaction cuts columns into small pages. */
async function cutOf(path: string): Promise<string> {
  const cut = path.replace('.parquet', '-cut.parquet');
  expect(await cutFile(path, cut)).toBeDefined();
  return cut;
}

test.each<[string, string, boolean?]>([
  ['one row group of dictionaries, ZSTD', `COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 100000`],
  ['small pages with dictionaries', `COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 100000`, true],
  ['small pages without dictionaries', `COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0`, true],
  ['row groups of 2,048 rows, gzip', `COMPRESSION gzip, ROW_GROUP_SIZE 2048`],
  ['no dictionaries, not compressed', `COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 0`],
])('every value is the one that the engine reads: %s', async (_name, options, isCut = false) => {
  const path = await written(options);
  const { found, texts } = await read(isCut ? await cutOf(path) : path);
  for (const { name } of CODES) expect([name, differing(texts(name), wanted(name))]).toEqual([name, []]);
  expect(wanted('few')).toHaveLength(ROWS);
  expect(found.rows).toBe(ROWS);
  // By the formulas of the source.
  expect([...found.times.subarray(0, 4)]).toEqual([
    Number.NaN,
    1_700_000_000_000_000 + 1_000_003 - 9_000_000,
    1_700_000_000_000_000 + 2_000_006 - 18_000_000,
    1_700_000_000_000_000 + 3_000_009 - 27_000_000,
  ]);
  const numbers = (name: string) => [...(found.numbers.get(`${name} as numbers`)?.subarray(0, 5) ?? [])];
  expect(numbers('int')).toEqual([Number.NaN, -3, -2, -1, Number.NaN]);
  expect(numbers('long')).toEqual([-(2 ** 53), 2 ** 63, 2 ** 63, -(2 ** 53), 2 ** 63]);
  expect(numbers('double')).toEqual([Number.NaN, -0.5, 2 / 3, 1, 4 / 3]);
});

test.each([
  ['another compression', 'COMPRESSION snappy', IDS],
  ['differences of values', 'COMPRESSION zstd, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 0', IDS],
  ['columns without ids', 'COMPRESSION zstd', '{i: 1}'],
])('%s is for the engine', async (_name, options, ids) => {
  const rows = 2000;
  const path = await written(options, ids, rows);
  await expect(read(path, { rows })).rejects.toThrow(Unsupported);
  const problems: unknown[] = [];
  const store = new ColumnStore(engine, { mostBytes: 1e9, threads: 2 }, (error) => problems.push(error));
  const relation = `(SELECT * FROM read_parquet(${literal(path)}))`;
  const columns = CODES.slice(0, 3);
  const files = { table: 't', files: [{ key: path, path, rows, relation }], columns, time: TIME };
  await store.want(files);
  await store.idle();
  const kept = store.kept(files);
  const texts = Array.from(kept?.files[0]?.codes.get('few') ?? [], (code) =>
    kept?.dictionary('few').textOf(code),
  );
  expect(differing(texts, wanted('few', 0, rows))).toEqual([]);
  expect(problems).toEqual([]);
});

test('a field that is stored as another type is for the engine', async () => {
  const path = await written('COMPRESSION zstd');
  for (const stored of [
    one(3, 'int'),
    one(6, 'int'),
    list(3, 'string', 13),
    one(14, 'string'),
    list(14, 'string', 20),
  ])
    await expect(read(path, { columns: [column('x', stored, 'r.few')] })).rejects.toThrow(Unsupported);
});

test('a file of another number of rows than its manifest says is not believed', async () => {
  await expect(read(await written('COMPRESSION zstd'), { rows: ROWS + 1 })).rejects.toThrow(
    '9000 rows instead of 9001',
  );
});

test('row groups of another time are left out', async () => {
  const path = await written('COMPRESSION zstd, ROW_GROUP_SIZE 2048');
  const second = 1_000_003;
  const start = 1_700_000_000_000_000;
  // Of the third to fourth row group of five; times go back by 36 seconds at most.
  const span = { from: start + 5000 * second, to: start + 7000 * second };
  const { found, texts } = await read(path, { span });
  expect([found.rows, found.covers]).toEqual([2 * 2048, span]);
  expect(differing(texts('many'), wanted('many', 2 * 2048, 4 * 2048))).toEqual([]);
  const within = (time: number): boolean => time >= span.from && time < span.to;
  const all = await read(path);
  expect(all.found.covers).toEqual(ALWAYS);
  expect(found.times.filter(within)).toEqual(all.found.times.filter(within));
  const none = await read(path, { span: { from: 0, to: 1 } });
  expect([none.found.rows, none.found.covers]).toEqual([0, { from: 0, to: 1 }]);
});

/** Between two rows, in microseconds. */
const SECOND = 1_000_003;

test('a store reads what is missing: further columns of the same rows, and rows of another time', async () => {
  const path = await written('COMPRESSION zstd, ROW_GROUP_SIZE 2048');
  const problems: unknown[] = [];
  const store = new ColumnStore(engine, { mostBytes: 1e9, threads: 1 }, (error) => problems.push(error));
  const files = [{ key: path, path, rows: ROWS, relation: `(SELECT * FROM read_parquet(${literal(path)}))` }];
  const [few, hashes, int] = CODES;
  if (few === undefined || hashes === undefined || int === undefined) throw new Error('no columns');
  let kept: KeptColumns | undefined;
  const keptOf = async (columns: readonly StoredColumn[], span?: Span) => {
    const asked = { table: 't', files, columns, time: TIME, span };
    await store.want(asked);
    kept = store.kept(asked);
    const [file] = kept?.files ?? [];
    return [file?.rows, file?.covers, [...(file?.codes.keys() ?? [])].toSorted()];
  };
  const textsOf = (name: string) =>
    Array.from(kept?.files[0]?.codes.get(name) ?? [], (code) => kept?.dictionary(name).textOf(code));
  const later = { from: 1_700_000_000_000_000 + 5000 * SECOND, to: 1_700_000_000_000_000 + 6000 * SECOND };
  const first = { from: 0, to: 1_700_000_100_000_000 };
  expect(await keptOf([few], later)).toEqual([2048, later, ['few']]);
  expect(await keptOf([hashes, few], later)).toEqual([2048, later, ['few', 'many']]);
  // By the formulas of the source: the text of a row tells which row it is.
  expect(differing(textsOf('many'), wanted('many', 4096, 6144))).toEqual([]);
  // The rows between come too, before those that are there.
  expect(await keptOf([hashes], first)).toEqual([6144, { from: 0, to: later.to }, ['many']]);
  expect(differing(textsOf('many'), wanted('many', 0, 6144))).toEqual([]);
  expect(await keptOf([int, hashes])).toEqual([ROWS, ALWAYS, ['int', 'many']]);
  expect(differing(textsOf('many'), wanted('many'))).toEqual([]);
  expect(differing(textsOf('int'), wanted('int'))).toEqual([]);
  await store.close();
  expect(problems).toEqual([]);
});

test('a column of too many values is left out', async () => {
  const path = join(folder, 'many.parquet');
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (SELECT make_timestamptz(i) AS event_time, 'v' || i AS few FROM range(400001) AS t(i))
       TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {event_time: 2, few: 3})`,
    ),
  );
  const { found } = await read(path, { columns: CODES.slice(0, 1), rows: 400_001 });
  expect([found.rows, found.codes.has('few')]).toEqual([400_001, false]);
});

test('broken bytes are refused, whichever they are', { timeout: 120_000 }, async () => {
  // Of few rows, most of a file is what says where its values are.
  const rows = 400;
  const path = await written('COMPRESSION uncompressed', IDS, rows);
  const whole = await readFile(path);
  const broken = join(folder, 'broken.parquet');
  const problems: unknown[] = [];
  const at = oneof(nat(whole.length - 1), integer({ min: whole.length - 6000, max: whole.length - 1 }));
  await assert(
    asyncProperty(array(tuple(at, nat(255)), { minLength: 1, maxLength: 8 }), nat(9), async (flips, cut) => {
      const bytes = Buffer.from(cut === 0 ? whole.subarray(0, flips[0]?.[0]) : whole);
      for (const [place, byte] of flips) if (place < bytes.length) bytes[place] = byte;
      await writeFile(broken, bytes);
      // Of zlib, whose errors have a code, there is nothing here.
      problems.push(
        await read(broken, { rows }).then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
    }),
    { numRuns: 200 },
  );
  const refusals = problems.filter((problem) => problem !== undefined);
  expect(refusals.filter((error) => !(error instanceof RangeError || error instanceof Unsupported))).toEqual(
    [],
  );
  expect(refusals.length).toBeGreaterThan(20);
});
