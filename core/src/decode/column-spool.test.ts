import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { catalogue } from '#formats';
import { literal, type EmbeddedEngine, type EngineRow } from '#port';
import { Random } from '#simulate';
import { formatNamed } from '../../test/decode-fixture.ts';
import { ColumnSpool } from './column-spool.ts';
import type { SpoolField } from './spool-fields.ts';
import { spoolColumns, spoolNulls } from './spool-columns.ts';
import { SpoolFile } from './spool-file.ts';
import { SpoolSet } from './spool-set.ts';

let engine: EmbeddedEngine;
const folder = mkdtempSync(join(tmpdir(), 'levee-columns-'));

beforeAll(async () => {
  engine = await openDuckdb();
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;

interface Written {
  readonly columns: readonly SpoolField[];
  readonly nulls?: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** Line after which the spool is put to rest. */
  readonly restAt?: number;
}

/** Writes cells as lines and answers the path of the Parquet file. */
function write({ columns, nulls = ['-'], lines, restAt = -1 }: Written): string {
  const path = join(folder, String((files += 1)));
  const spool = new ColumnSpool(new SpoolFile(path), { fields: columns, nulls });
  for (const [at, cells] of lines.entries()) {
    spool.slice(Buffer.from(`${cells.join('\t')}\n`));
    if (at === restAt) spool.rest();
  }
  spool.close();
  return path;
}

const ask = (path: string, columns: string, order = ''): Promise<EngineRow[]> =>
  engine.withConnection((connection) =>
    connection.rows(`SELECT ${columns} FROM read_parquet(${literal(path)}, file_row_number = true) ${order}`),
  );

/** Rows as the engine reads them, in the file's order. */
const rowsOf = (path: string, columns: string): Promise<EngineRow[]> =>
  ask(path, columns, 'ORDER BY file_row_number');

const text = (name: string): SpoolField => ({ name, kind: 'string' });

test.each([1, 2, 3, 7, 8, 9, 63, 64, 65, 255, 256, 257, 1000])(
  'texts of %i kinds, some rows without, come back in order',
  async (kinds) => {
    const lines = Array.from({ length: 2003 }, (_, at) => [
      at % 5 === 3 ? '-' : `text ${'x'.repeat(at % 40)} ${(at * 7919) % kinds}`,
      '-',
      'always',
    ]);
    const rows = await rowsOf(write({ columns: [text('a'), text('b'), text('c')], lines }), 'a, b, c');
    expect(rows).toEqual(lines.map(([a]) => ({ a: a === '-' ? null : a, b: null, c: 'always' })));
  },
);

test('several row groups, one at rest, texts of which no two are the same', async () => {
  const count = 100_003;
  const lines = Array.from({ length: count }, (_, at) => [String(at), `one ${at}`, `${at % 3}`]);
  const columns = [{ name: 'n', kind: 'int' } as const, text('one'), text('few')];
  const path = write({ columns, lines, restAt: 50_000 });
  const [sums] = await ask(
    path,
    `count(*)::INT AS rows, sum(n)::VARCHAR AS sum, count(DISTINCT one)::INT AS ones,
     count(*) FILTER (one = 'one ' || n AND few = (n % 3)::VARCHAR AND n = file_row_number)::INT AS fitting`,
  );
  expect(sums).toEqual({ rows: count, sum: '5000250003', ones: count, fitting: count });
});

test.each([65_535, 65_536, 65_537, 1_048_577, 3_000_000])(
  'lines of %i bytes together: what is gathered, what is taken apart and what is left over are all there',
  async (bytes) => {
    const whole = 'x'.repeat(99);
    const lines = [
      ...Array.from({ length: Math.floor(bytes / 100) }, () => [whole]),
      ['y'.repeat(bytes % 100)],
    ];
    for (const restAt of [-1, 3, lines.length - 1]) {
      const path = write({ columns: [text('a')], lines, restAt });
      const [found] = await ask(path, 'count(*)::INT AS rows, sum(length(a) + 1)::INT AS bytes');
      expect(found).toEqual({ rows: lines.length, bytes: bytes + 1 });
    }
  },
);

test('lines of many layouts in turns are taken apart many at a time', async () => {
  const set = new SpoolSet(formatNamed('vpc-flow'), mkdtempSync(join(folder, 'turns-')));
  const layouts = Array.from({ length: 7 }, (_, at) => ['srcaddr', `turn_${at}`]);
  const turns = 20_000;
  for (let turn = 0; turn < turns; turn += 1)
    for (const layout of layouts) set.openText(layout)?.slice(Buffer.from(`1\t192.0.2.1\tv${turn}\n`));
  for (const [at, { path }] of set.finish().entries()) {
    const isInOrder = `"turn_${at}" = 'v' || file_row_number`;
    const [found] = await ask(path, `count(*)::INT AS rows, count(*) FILTER (${isInOrder})::INT AS kept`);
    expect(found).toEqual({ rows: turns, kept: turns });
    const groups = `SELECT count(DISTINCT row_group_id)::INT AS groups FROM parquet_metadata(${literal(path)})`;
    const [{ groups: count } = {}] = await engine.withConnection((connection) => connection.rows(groups));
    // 20,000 lines of 17 bytes, at least 64 KiB of them a group.
    expect(count).toBeLessThanOrEqual(6);
  }
});

const ODD_DOUBLES = '0 -0 0.0 -0.000 0.1 9007199254740993 12345678901234567 0.000000000000001'.split(' ');

test('numbers are the ones that their texts say', async () => {
  const random = new Random('numbers', 7);
  const decimals = Array.from({ length: 5000 }, () => {
    const digits = Math.floor(random.real() * 10 ** (1 + Math.floor(random.real() * 15)));
    const places = 1 + Math.floor(random.real() * (16 - String(digits).length));
    return `${random.chance(0.3) ? '-' : ''}${digits}.${String(Math.floor(random.real() * 10 ** places)).padStart(places, '0')}`;
  });
  const doubles = [...decimals, ...ODD_DOUBLES];
  const longs = ['0', '-1', '999999999999999999', '-999999999999999999', '4294967296', '-2147483649'];
  const lines = doubles.map((double, at) => [
    double,
    longs[at % longs.length] ?? '',
    at % 2 === 0 ? '999999999' : '-999999999',
  ]);
  const columns: readonly SpoolField[] = [
    { name: 'd', kind: 'double' },
    { name: 'l', kind: 'long' },
    { name: 'i', kind: 'int' },
  ];
  const path = write({ columns, lines });
  const rows = await rowsOf(path, `d, l::VARCHAR AS l, i, typeof(d) || typeof(l) || typeof(i) AS types`);
  // The engine's own reading of the same texts: its casts round to the nearest double too.
  const texts = doubles.map((each, at) => `(${at}, ${literal(each)})`).join(', ');
  const cast = await engine.withConnection((connection) =>
    connection.rows(`SELECT t::DOUBLE AS d FROM (VALUES ${texts}) AS texts(place, t) ORDER BY place`),
  );
  expect(rows.map(({ d }) => d)).toEqual(cast.map(({ d }) => d));
  expect(rows.map(({ d }) => d)).toEqual(doubles.map(Number));
  expect(rows.map(({ l, i }) => [l, String(i)])).toEqual(lines.map(([, l, i]) => [l, i]));
  expect(rows[0]?.['types']).toBe('DOUBLEBIGINTINTEGER');
});

test('what means "no value" is whole cells alone; a byte that begins one may begin a text', async () => {
  const cells = ['-', '--', '-1', 'null', 'nul', 'nulls', '', '-x', '12345678', '123456789', 'é', '\u0001'];
  const expected = [null, '--', null, null, 'nul', 'nulls', '', '-x', null, '123456789', 'é', '\u0001'];
  const path = write({
    columns: [text('a')],
    nulls: ['-', '-1', 'null', '12345678'],
    lines: cells.map((cell) => [cell]),
  });
  expect((await rowsOf(path, 'a')).map(({ a }) => a)).toEqual(expected);
});

test('an empty text is a value unless it is declared to be none', async () => {
  const lines = [[''], ['a']];
  const without = write({ columns: [text('a')], nulls: [''], lines });
  expect((await rowsOf(without, 'a')).map(({ a }) => a)).toEqual([null, 'a']);
});

test('lines of a megabyte, one behind the other', async () => {
  const long = (at: number) => String(at).repeat(1_000_000);
  const path = write({ columns: [text('a')], lines: Array.from({ length: 40 }, (_, at) => [long(at % 10)]) });
  const rows = await rowsOf(path, 'length(a) AS n, left(a, 1) AS first, right(a, 1) AS last');
  expect(rows).toEqual(
    Array.from({ length: 40 }, (_, at) => ({ n: '1000000', first: `${at % 10}`, last: `${at % 10}` })),
  );
});

test('a line comes in pieces of any size', async () => {
  const path = join(folder, String((files += 1)));
  const spool = new ColumnSpool(new SpoolFile(path), { fields: [text('a'), text('b')], nulls: ['-'] });
  const random = new Random('pieces', 3);
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, at) => `a${at}\tb${at % 7}\n`).join(''));
  for (let at = 0; at < bytes.length;) {
    const end = random.chance(0.2) ? at + 1 : at + 1 + Math.floor(random.real() * 300);
    if (end === at + 1) spool.byte(bytes[at] as number);
    else spool.slice(bytes.subarray(at, end));
    at = end;
  }
  spool.close();
  const rows = await rowsOf(path, 'a, b');
  expect(rows).toEqual(Array.from({ length: 3000 }, (_, at) => ({ a: `a${at}`, b: `b${at % 7}` })));
});

test('more layouts than are kept awake, in turns', async () => {
  const vpc = formatNamed('vpc-flow');
  const set = new SpoolSet(vpc, folder);
  const layouts = Array.from({ length: 7 }, (_, at) => ['srcaddr', 'dstaddr', `unknown_${at}`]);
  for (let turn = 0; turn < 300; turn += 1)
    for (const [at, layout] of layouts.entries())
      set.openText(layout)?.slice(Buffer.from(`${at}\t192.0.2.${turn % 250}\t-\tv${turn}\n`));
  const spools = set.finish();
  expect(spools.map(({ tokens }) => tokens)).toEqual(layouts);
  for (const [at, { path }] of spools.entries()) {
    const rows = await rowsOf(path, `"@o" AS o, srcaddr, dstaddr, "unknown_${at}" AS u`);
    expect(rows).toEqual(
      Array.from({ length: 300 }, (_, turn) => ({
        o: at,
        srcaddr: `192.0.2.${turn % 250}`,
        dstaddr: null,
        u: `v${turn}`,
      })),
    );
  }
});

test('every text format has few and short texts that mean "no value", and columns that fit', () => {
  for (const { format } of catalogue) {
    if (format.framing.framing !== 'lines') continue;
    const nulls = spoolNulls(format);
    expect(nulls.length).toBeLessThanOrEqual(16);
    for (const each of nulls) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(8);
    expect(spoolColumns(format, Object.keys(format.columns))).toBeDefined();
  }
  const [first] = catalogue;
  expect(
    spoolColumns(
      first.format,
      Array.from({ length: 700 }, (_, at) => `c${at}`),
    ),
  ).toBeUndefined();
});
