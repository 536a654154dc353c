import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '../adapter/duckdb.ts';
import {
  amountsOf,
  chosen,
  ColumnStore,
  Counting,
  grouped,
  passing,
  SharedScan,
  spread,
  type Measure,
  type Part,
  type WantedColumn,
} from './index.ts';
import { HashCodes } from './hash-codes.ts';

const engine = await openDuckdb({ threads: 1 });
afterAll(() => engine.close());

const problems: unknown[] = [];
const store = (mostBytes: number) =>
  new ColumnStore(engine, { mostBytes, threads: 1 }, (error) => problems.push(error));

const column = (name: string): WantedColumn => ({ name, as: 'codes', sql: `r.${name}` });
const numbers = (name: string): WantedColumn => ({
  name: `${name} as numbers`,
  as: 'numbers',
  sql: `r.${name}`,
});
const COLUMNS = [column('who'), column('what'), numbers('size')];

/** Rows as a relation: second, who, what, size. */
const relation = (...rows: readonly string[]): string =>
  `(SELECT make_timestamptz(s * 1000000) AS event_time, * FROM (VALUES ${rows.join(', ')}) AS v(s, who, what, size))`;

const FIRST = relation("(0, 'ann', 'read', 1)", "(1, 'bob', 'write', 2)", "(2, NULL, 'read', NULL)");
const SECOND = relation("(10, 'bob', 'read', 3)", "(11, 'cid', NULL, 4)", "(12, 'ann', 'read', 5.5)");
const FILES = [FIRST, SECOND].map((each, at) => ({ key: `f${at}`, rows: 3, relation: each }));

async function kept(files = FILES) {
  const own = store(1e8);
  const wanted = { table: 't', files, columns: COLUMNS };
  await own.want(wanted);
  await own.idle();
  const found = own.kept(wanted);
  if (found === undefined) throw new Error('nothing was kept');
  return found;
}

const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, tests: [] };

const scanOf = (parts: readonly Part[]) =>
  new SharedScan(
    parts.map((part) => () => part),
    { pause: () => Promise.resolve() },
  );

/** Amounts by the texts of the key, worked out from the rows above by hand in each test. */
async function measured(by: string, make: (size: number) => Measure, choice = ALL) {
  const { files, dictionary } = await kept();
  const parts = files.map((file) => chosen(file, choice));
  const key = { codes: (part: Part) => part.codes(by), size: dictionary(by).size };
  const rows = scanOf(parts);
  const groups = await grouped(rows, [key]);
  const amounts = await amountsOf(new Counting({ rows, groups }), make(dictionary('who').size));
  return Object.fromEntries(
    Array.from({ length: groups.count }, (_, group) => [
      String(dictionary(by).textOf(groups.codesOf(group)[0] ?? 0)),
      amounts[group],
    ]),
  );
}

test('rows are counted by a field, those without a value too', async () => {
  expect(await measured('what', () => ({ is: 'count', tests: [] }))).toEqual({ read: 4, write: 1, null: 1 });
});

test('different values, over files', async () => {
  expect(await measured('what', (size) => ({ is: 'distinct', tests: [], column: 'who', size }))).toEqual({
    read: 2,
    write: 1,
    null: 1,
  });
});

test('sums, averages and the nearest rank leave out what is missing', async () => {
  const of = (is: 'sum' | 'average' | 'p95') =>
    measured('what', () => ({ is, tests: [], column: 'size as numbers' }));
  expect(await of('sum')).toEqual({ read: 9.5, write: 2, null: 4 });
  expect(await of('average')).toEqual({ read: 9.5 / 3, write: 2, null: 4 });
  expect(await of('p95')).toEqual({ read: 5.5, write: 2, null: 4 });
});

test('a range holds its beginning and not its end', async () => {
  const choice = { ...ALL, from: 1e6, to: 11e6 };
  expect(await measured('what', () => ({ is: 'count', tests: [] }), choice)).toEqual({
    read: 2,
    write: 1,
    null: 0,
  });
});

test('a test lets rows through by the code, and negated those without a value too', async () => {
  const { files, dictionary } = await kept();
  const passes = new Uint8Array(dictionary('who').size);
  passes[dictionary('who').codeOf('bob') ?? 0] = 1;
  const rowsOf = (isNegated: boolean) =>
    files.map((file) => passing(chosen(file, ALL), { columns: [{ name: 'who', passes }], isNegated }).rows);
  expect(rowsOf(false)).toEqual([1, 1]);
  expect(rowsOf(true)).toEqual([2, 2]);
});

test('a list gives a row for each element', async () => {
  const { files } = await kept();
  const [file] = files;
  if (file === undefined) throw new Error('no file');
  const elements = {
    name: 'each',
    lists: [undefined, Uint32Array.of(7, 8), Uint32Array.of(7, 8), Uint32Array.of(7, 8)],
  };
  const part = spread(chosen(file, ALL), 'who', elements);
  expect([part.rows, [...part.codes('each')], [...part.numbers('size as numbers')]]).toEqual([
    4,
    [7, 8, 7, 8],
    [1, 1, 2, 2],
  ]);
});

test('two keys, and more combinations than a table holds', async () => {
  const { files, dictionary } = await kept();
  const parts = files.map((file) => chosen(file, ALL));
  for (const wide of [1, 1e9]) {
    const who = { codes: (part: Part) => part.codes('who'), size: dictionary('who').size };
    const what = { codes: (part: Part) => part.codes('what'), size: dictionary('what').size * wide };
    const rows = scanOf(parts);
    const groups = await grouped(rows, [who, what]);
    const counts = await new Counting({ rows, groups }).rows([]);
    const found = [...counts.keys()]
      .filter((group) => counts[group] !== 0)
      .map((group) => {
        const [one = 0, two = 0] = groups.codesOf(group);
        return [
          dictionary('who').textOf(one),
          dictionary('what').textOf(two),
          counts[group],
          groups.lacksFirst(group),
        ];
      });
    expect(found).toHaveLength(5);
    expect(found).toContainEqual(['ann', 'read', 2, false]);
    expect(found).toContainEqual([null, 'read', 1, true]);
  }
});

test('more rows than there is room for are not read; the least used go first', async () => {
  const own = store(300);
  const [first, second] = FILES.map((file) => ({ table: 't', files: [file], columns: COLUMNS }));
  await own.want({ table: 't', files: FILES.map((file) => ({ ...file, rows: 1e6 })), columns: COLUMNS });
  await own.idle();
  expect(own.kept({ table: 't', files: FILES, columns: COLUMNS })).toBeUndefined();
  if (first === undefined || second === undefined) throw new Error('no files');
  const small = store(3 * 24 + 10);
  await small.want(first);
  await small.idle();
  expect(small.kept(first)).toBeDefined();
  await small.want(second);
  await small.idle();
  expect([small.kept(first), small.kept(second) === undefined]).toEqual([undefined, false]);
});

test('a file that cannot be read is told of, and the others are read', async () => {
  problems.length = 0;
  const own = store(1e6);
  const [good] = FILES;
  if (good === undefined) throw new Error('no file');
  const bad = { key: 'gone', rows: 1, relation: "read_parquet(['/nowhere/gone.parquet'])" };
  await own.want({ table: 't', files: [bad, good], columns: COLUMNS });
  await own.idle();
  expect(String(problems[0])).toContain('gone.parquet');
  expect(own.kept({ table: 't', files: [good], columns: COLUMNS })).toBeDefined();
  expect(own.kept({ table: 't', files: [bad], columns: COLUMNS })).toBeUndefined();
});

test('a column of too many values is left out of its file', async () => {
  const many = `(SELECT make_timestamptz(0) AS event_time, 'v' || i AS who, 'x' AS what, 1 AS size FROM range(400_001) AS t(i))`;
  const { files } = await kept(
    [{ key: 'many', rows: 400_001, relation: many }].map((file) => ({ ...file, rows: 10 })),
  );
  expect([files[0]?.codes.has('who'), files[0]?.codes.has('what'), files[0]?.rows]).toEqual([
    false,
    true,
    400_001,
  ]);
});

test('a double has the text that it has where files are read without the engine', async () => {
  const own = store(1e6);
  const doubles = "['8.0', '1e16', '-0.5', 'inf', '-inf', '0.1']";
  const listed = `(SELECT make_timestamptz(0) AS event_time, unnest(CAST(${doubles} AS DOUBLE[])) AS d)`;
  const stored = { id: 1, type: 'double', lists: [] };
  const wanted = {
    table: 't',
    files: [{ key: 'd', rows: 6, relation: listed }],
    columns: [{ name: 'd', as: 'codes', sql: 'CAST(r.d AS VARCHAR)', stored } as const],
  };
  await own.want(wanted);
  await own.idle();
  const found = own.kept(wanted);
  const texts = [...(found?.files[0]?.codes.get('d') ?? [])].map((code) =>
    found?.dictionary('d').textOf(code),
  );
  expect(new Set(texts)).toEqual(new Set(['-0.5', '-Infinity', '0.1', '10000000000000000', '8', 'Infinity']));
});

test('whether rows fit as wide as they are counted is told', async () => {
  const wanted = { table: 't', files: FILES, columns: COLUMNS };
  // Six rows: 8 bytes of time, 2 codes of one byte, a number of 8; as wide as they are counted 4 bytes for a code.
  for (const [bytes, hasRoomWide] of [
    [6 * 24, true],
    [6 * 24 - 1, false],
    [6 * 19, false],
  ] as const) {
    const own = store(bytes);
    for (const file of FILES) await own.want({ ...wanted, files: [file] });
    await own.idle();
    expect([bytes, own.kept(wanted)?.hasRoomWide]).toEqual([bytes, hasRoomWide]);
  }
});

test('files that only the engine can read are not read again and again, and a stop ends it', async () => {
  const own = store(1);
  const wanted = { table: 't', files: FILES, columns: COLUMNS };
  expect(await own.passing(wanted)).toBeUndefined();
  const stop = AbortSignal.abort(new Error('nobody waits'));
  await expect(own.passing(wanted, stop)).rejects.toThrow('nobody waits');
});

test('a table without rows', async () => {
  const none = FIRST.replace(/\)$/, ' WHERE false)');
  const { files } = await kept([{ key: 'none', rows: 0, relation: none }]);
  expect(files.map(({ rows, codes }) => [rows, codes.get('who')?.length])).toEqual([[0, 0]]);
});

test('a hash that two values have is noticed', () => {
  const codes = new HashCodes(3);
  expect([codes.add(1, 2, 5), codes.add(1, 3, 6), codes.add(1, 2, 7)]).toEqual([true, true, false]);
  expect([...codes.of(BigUint64Array.of(2n ** 33n + 1n, 3n * 2n ** 32n + 1n))]).toEqual([5, 6]);
});
