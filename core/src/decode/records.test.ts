import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import {
  boolean,
  defineFormat,
  double,
  epochMillis,
  int,
  json,
  jsonValues,
  list,
  long,
  struct,
  text,
} from '#format';
import type { Format } from '#format';
import { catalogue } from '#formats';
import type { EmbeddedEngine } from '#port';
import { Random } from '#simulate';
import { formatNamed } from '../../test/decode-fixture.ts';
import { mutatedObject } from '../../test/mutated-object.ts';
import { seedsOf, simulatedSeeds, type Seeds } from '../../test/seed-records.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { ObjectPasses } from './object-pass.ts';
import { sourceSelect } from './source-sql.ts';
import { SpoolSet, type Spool } from './spool-set.ts';

let engine: EmbeddedEngine;
let seeds: ReadonlyMap<string, Seeds>;

beforeAll(async () => {
  [engine, seeds] = await Promise.all([openDuckdb(), simulatedSeeds()]);
});
afterAll(() => engine.close());

type Objects = readonly (Uint8Array | string)[];

/** The rows that the engine reads of the regular records, as JSON in order, and how many of them came as columns. */
async function rowsOf(format: Format, objects: Objects, isPlain: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'levee-records-'));
  try {
    const set = new SpoolSet(format, folder);
    const given = { format, spools: set, limits: DEFAULT_LIMITS, explainAll: false, isPlain };
    const passes = new ObjectPasses(given);
    for (const [ordinal, bytes] of objects.entries()) {
      const path = join(folder, `object-${ordinal}`);
      writeFileSync(path, bytes);
      await passes.run({ ordinal, path });
    }
    const spools = set.finish();
    const columns = await readOf(format, spools, ['records']);
    const lines = await readOf(format, spools, ['json']);
    return { rows: [...columns, ...lines].toSorted(), columns: columns.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const readOf = async (format: Format, spools: readonly Spool[], lanes: readonly Spool['lane'][]) => {
  const read = spools.filter(({ lane }) => lanes.includes(lane));
  if (read.length === 0) return [];
  const rows = await engine.withConnection((connection) =>
    connection.rows(`SELECT to_json(source)::VARCHAR AS row FROM (${sourceSelect(format, read)}) AS source`),
  );
  return rows.map(({ row }) => String(row));
};

/** Reads objects both ways: the rows must be the same. Answers how many there are, and how many came as columns. */
async function both(format: Format, objects: Objects): Promise<{ rows: number; columns: number }> {
  const asLines = await rowsOf(format, objects, true);
  const asColumns = await rowsOf(format, objects, false);
  expect(asColumns.rows).toEqual(asLines.rows);
  expect(asLines.columns).toBe(0);
  return { rows: asLines.rows.length, columns: asColumns.columns };
}

const jsonFormats = catalogue
  .map(({ format }) => format)
  .filter(({ framing }) => framing.framing.startsWith('json'))
  .map((format) => [format.name, format] as const);

test.each(jsonFormats)(
  '%s: records as columns are the rows that records as lines are',
  async (name, format) => {
    const random = new Random('records', name, 5);
    const mutated = Array.from({ length: 60 }, () => mutatedObject(seedsOf(seeds, name), random).bytes);
    const { records, wrap } = seedsOf(seeds, name);
    const many = wrap(
      Array.from({ length: 2500 }, (_, at) => Buffer.from(records[at % records.length] ?? '')),
    );
    const { rows, columns } = await both(format, [...mutated, many]);
    expect(rows).toBeGreaterThan(1500);
    expect(columns).toBeGreaterThan(rows / 2);
  },
);

/** A format with every kind of value, lists in structs in lists among them. */
const everything = defineFormat({
  name: 'everything',
  table: 'everything',
  title: 'everything',
  about: 'everything',
  reference: 'https://example.com',
  objects: [],
  content: [],
  framing: jsonValues(),
  growth: 'by-key',
  time: epochMillis('t'),
  roles: { ips: [], principals: [], resources: [] },
  columns: {
    t: long('time'),
    s: text('text'),
    i: int('int'),
    d: double('double'),
    b: boolean('boolean'),
    j: json('JSON'),
    o: struct('struct', {
      a: text('a'),
      in: struct('struct', { b: boolean('b'), l: list('list', int('i')) }),
    }),
    l: list(
      'list',
      struct('struct', {
        s: text('s'),
        m: list('list', struct('struct', { x: text('x'), y: list('list', text('y')) })),
      }),
    ),
  },
});

const TIME = '"t":1777888800000';

/** Regular ones: NUL and surrogates are not. */
const ENDINGS = ['\\t', '\\n', '\\"', '\\\\', '\\/', '\\u0041', '\\u00e9', '\u00e9', 'x'];

test.each(ENDINGS)('a text that ends in %s where its object ends', async (ending) => {
  const record = (last: string) => `{${TIME},"s":"${last}"}`;
  const alone = [record(ending), `${record(ending)}\n`, record(`before ${ending}`), `${record(ending)}  `];
  const others = [`${record('x')}\n${record(ending)}`, `${record(ending)}${record(ending)}`];
  expect(await both(everything, [...alone, ...others])).toEqual({ rows: 8, columns: 8 });
  // The first record of a document is read by itself, and the only one.
  const event = `{"eventTime":"2026-05-04T12:00:30Z","eventName":"${ending}"}`;
  const documents = [`{"Records":[${event}]}`, `{"Records":[${event}`, `{"Records":[${event},${event}]}`];
  expect(await both(formatNamed('cloudtrail'), documents)).toEqual({ rows: 4, columns: 4 });
});

test('every shape of nesting, with and without values', async () => {
  const shapes = [
    '{"t":1777888800000}',
    `{${TIME},"o":null,"l":null}`,
    `{${TIME},"o":{},"l":[]}`,
    `{${TIME},"o":{"in":{}},"l":[null]}`,
    `{${TIME},"o":{"in":{"l":[]}},"l":[{}]}`,
    `{${TIME},"o":{"in":{"b":true,"l":[1,null,3]},"a":"x"},"l":[{"s":"1","m":[]},{"m":null}]}`,
    `{${TIME},"l":[{"m":[{"x":"1","y":["a","b"]},{"y":[]},null,{"y":[null]}]},{"s":"z","m":[{"x":null}]}]}`,
    `{ "l" : [ { "s" : "spaced" , "m" : [ { "y" : [ "a" , "b" ] } ] } ] , ${TIME} }`,
    `{"b":false,${TIME},"i":-5,"d":2.5}`,
  ];
  const random = new Random('shapes', 3);
  // More than a row group, with texts of which no two are the same.
  const lines = Array.from({ length: 21_000 }, (_, at) =>
    at % 2 === 0 ? random.pick(shapes) : random.pick(shapes).replace('{', `{"s":"text ${at}",`),
  );
  const { rows, columns } = await both(everything, [shapes.join('\n'), lines.join('\n')]);
  expect(rows).toBe(lines.length + shapes.length);
  expect(columns).toBe(rows);
});

/** Text of a member; how many of its records are read as columns. */
const VALUES: readonly (readonly [string, number])[] = [
  ['"s":"a\\"b\\\\c\\/d\\b\\f\\n\\r\\t"', 1],
  ['"s":"\\u00e9\\u20ac\\u0041\\u001f é €"', 1],
  ['"s":""', 1],
  ['"s":12', 1],
  ['"s":-0', 0],
  ['"s":1.50', 0],
  ['"s":1.5', 1],
  ['"s":-0.0', 0],
  ['"s":0.0', 1],
  ['"s":1e3', 0],
  ['"s":true', 1],
  ['"s":{"a":[1, 2]}', 0],
  ['"s":[]', 0],
  ['"i":-0', 0],
  ['"i":999999999', 1],
  ['"d":-0.0', 1],
  ['"d":9007199254740993', 1],
  ['"d":1E-7', 0],
  ['"d":123456789012345678901234', 0],
  ['"j":{"a":[1,-2,true,false,null,"x\\"y\\\\"],"b":{}}', 1],
  ['"j":{"a": 1}', 0],
  ['"j":{"a":[1.0,-2.5,100.0,0.1,-0.25,999999999.123456,123.000001]}', 1],
  ['"j":{"a":[1.10]}', 0],
  ['"j":{"a":[0.01]}', 0],
  ['"j":{"a":[0.00001]}', 0],
  ['"j":{"a":[1.0000001]}', 0],
  ['"j":{"a":[1234567890.5]}', 0],
  ['"j":{"a":[-0.0]}', 0],
  ['"j":{"a":[1.0e2]}', 0],
  ['"j":{"a":"\\u0041"}', 0],
  ['"j":{"a":"\\/"}', 0],
  ['"j":12', 1],
  ['"j":false', 1],
  [`"j":${'['.repeat(900)}${']'.repeat(900)}`, 1],
];

test.each(VALUES)('%s beside good records is what the engine reads of it', async (member, columns) => {
  const good = `{${TIME},"s":"good","o":{"a":"1"},"l":[{"m":[{"y":["a"]}]}]}\n`;
  const odd = `{"l":[{"s":"o","m":[{"x":"p"}]}],${TIME},"o":{"a":"q"},${member}}\n`;
  expect(await both(everything, [odd + good + odd + good])).toEqual({ rows: 4, columns: 2 + 2 * columns });
});

test('a record of more than a block, and a text of nearly one', async () => {
  const records = [100, 1_000_000, 1_200_000].map(
    (length) => `{${TIME},"s":"${'x\\n'.repeat(length / 3)}"}\n`,
  );
  expect(await both(everything, [records.join('')])).toEqual({ rows: 3, columns: 2 });
});
