import * as fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import type { Field, FieldType } from '#format';
import { ident, literal, type EmbeddedEngine } from '#port';
import { engineType, fieldIdsOption } from './column-types.ts';
import { withPicked } from './picked.ts';
import { relationOf } from './relation.ts';
import type { ScannedFile } from './scan.ts';

const field = (id: number, name: string, type: FieldType): Field => ({ id, name, required: false, type });
const struct = (...fields: readonly Field[]): FieldType => ({ type: 'struct', fields });
const listOf = (id: number, element: FieldType): FieldType => ({
  type: 'list',
  'element-id': id,
  'element-required': false,
  element,
});

/** Lists of structs in each other, members of all types at several depths. */
const FIELDS: readonly Field[] = [
  field(1, 'i', 'long'),
  field(2, 'address', 'string'),
  field(
    3,
    'groups',
    listOf(
      30,
      struct(
        field(31, 'name', 'string'),
        field(
          32,
          'tests',
          listOf(
            33,
            struct(
              field(34, 'label', 'string'),
              field(35, 'weights', listOf(36, 'double')),
              field(37, 'inner', struct(field(38, 'flag', 'boolean'), field(39, 'at', 'timestamptz'))),
            ),
          ),
        ),
        field(40, 'tail', struct(field(41, 'n', 'int'), field(42, 'deep', struct(field(43, 'big', 'long'))))),
      ),
    ),
  ),
  field(4, 'request', struct(field(44, 'host', 'string'), field(45, 'lines', listOf(46, 'string')))),
  field(5, 'extra', {
    type: 'map',
    'key-id': 47,
    key: 'string',
    'value-id': 48,
    'value-required': false,
    value: struct(field(49, 'one', 'int'), field(50, 'two', 'string')),
  }),
  field(6, 'seen', 'timestamptz'),
  field(7, 'share', 'double'),
  field(8, 'is_late', 'boolean'),
];

const ROWS = 60;

/** By the row's number something else each time: null, empty, or with values. */
const SELECT = `
  SELECT i, '192.0.2.' || (i % 6) AS address,
    CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [
      {'name': 'g' || i, 'tests': CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [
          {'label': 'l' || i, 'weights': CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [i / 8, NULL, 0.5] END,
           'inner': CASE WHEN i % 2 = 0 THEN NULL ELSE {'flag': i % 3 = 0, 'at': make_timestamptz(i * 1000000)} END},
          NULL,
          {'label': NULL, 'weights': [1.5], 'inner': {'flag': NULL, 'at': NULL}}] END,
       'tail': CASE WHEN i % 7 = 0 THEN NULL ELSE {'n': i, 'deep': CASE WHEN i % 3 = 0 THEN NULL ELSE {'big': i * 10000000000} END} END},
      NULL,
      {'name': NULL, 'tests': [NULL], 'tail': {'n': NULL, 'deep': {'big': NULL}}}][1:i % 4] END AS groups,
    CASE WHEN i % 4 = 0 THEN NULL ELSE {'host': 'h' || i, 'lines': CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE ['a', NULL, 'b' || i] END} END AS request,
    CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN MAP {} ELSE MAP {'k' || i: {'one': i, 'two': NULL}, 'null': NULL} END AS extra,
    make_timestamptz(i * 3000000) AS seen, i / 3 AS share, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END AS is_late, 7 AS more
  FROM range(${ROWS}) r(i)`;

let folder: string;
let engine: EmbeddedEngine;
const rowsOf = (sql: string) => engine.withConnection((connection) => connection.rows(sql));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-sets-'));
  engine = await openDuckdb({ threads: 1 });
  await rowsOf(`CREATE TABLE source AS ${SELECT}`);
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Fields without some ids; of a struct that loses all, the first member stays. */
const without = (fields: readonly Field[], gone: ReadonlySet<number>): Field[] =>
  fields.flatMap((each) => (gone.has(each.id) ? [] : [{ ...each, type: typeWithout(each.type, gone) }]));

function typeWithout(type: FieldType, gone: ReadonlySet<number>): FieldType {
  if (typeof type === 'string') return type;
  if (type.type === 'list') return { ...type, element: typeWithout(type.element, gone) };
  if (type.type === 'map') return { ...type, value: typeWithout(type.value, gone) };
  const left = without(type.fields, gone);
  return { ...type, fields: left.length > 0 ? left : without(type.fields.slice(0, 1), new Set()) };
}

let written = 0;

async function file(fields: readonly Field[]): Promise<ScannedFile> {
  written += 1;
  const key = `data/${written}.parquet`;
  const path = join(folder, key);
  mkdirSync(join(folder, 'data'), { recursive: true });
  const columns = fields.map(
    ({ name, type }) => `CAST(${ident(name)} AS ${engineType(type)}) AS ${ident(name)}`,
  );
  await rowsOf(
    `COPY (SELECT ${columns.join(', ')} FROM source ORDER BY i)
     TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS ${fieldIdsOption(fields)})`,
  );
  const column = { id: 2, path: ['address'], isList: false };
  const sought = [[[{ column, text: '192.0.2.3' }]]];
  return {
    key,
    path,
    sizeBytes: statSync(path).size,
    rows: [[0, ROWS - 1]],
    sought,
  } as unknown as ScannedFile;
}

const picked = (files: readonly ScannedFile[]): Promise<ScannedFile[]> =>
  withPicked({ folder: join(folder, `own-${written}`), fields: FIELDS }, files);

const inOrder = (relation: string) =>
  rowsOf(`SELECT * FROM ${relation} WHERE address = '192.0.2.3' ORDER BY ALL`);
const typesOf = async (relation: string) =>
  (await rowsOf(`DESCRIBE SELECT * FROM ${relation}`)).map((column) => [
    column['column_name'],
    column['column_type'],
  ]);

/** The same rows by the engine, which reads the files by field ids. */
const byEngine = (files: readonly ScannedFile[]): string => relationOf(FIELDS, files, []);

const ids = [3, 31, 32, 34, 35, 37, 38, 39, 40, 41, 42, 43, 4, 44, 45, 5, 49, 50, 6, 7, 8];

test(
  'files that lack columns, or members at any depth, are one file of the table',
  { timeout: 120_000 },
  async () => {
    const types = await typesOf(byEngine([await file(FIELDS)]));
    const gone = fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(gone, { minLength: 1, maxLength: 3 }), async (lacking) => {
        const files = await Promise.all(lacking.map((each) => file(without(FIELDS, new Set(each)))));
        const found = await picked(files);
        expect(found.map(({ isOfTable, records }) => [isOfTable, records])).toEqual([
          [true, lacking.length * 10],
        ]);
        const relation = `read_parquet(${literal(found[0]?.path ?? '')})`;
        expect(await typesOf(relation)).toEqual(types);
        expect(await inOrder(relation)).toEqual(await inOrder(byEngine(files)));
      }),
      { numRuns: 25 },
    );
  },
);

test('a column of another type, and one that the table has not, are in files of their own', async () => {
  const narrow = FIELDS.map((each) => (each.id === 1 ? field(1, 'i', 'int') : each));
  const files = [await file(FIELDS), await file(narrow), await file([...FIELDS, field(90, 'more', 'int')])];
  const found = await picked(files);
  expect(found.map(({ isOfTable }) => isOfTable)).toEqual([true, false, false]);
  for (const [at, { path }] of found.entries()) {
    const rows = await inOrder(`read_parquet(${literal(path)})`);
    expect(rows).toHaveLength(10);
    expect(rows).toEqual(await inOrder(`read_parquet(${literal(files[at]?.path ?? '')})`));
  }
});

test('a table with a type that only other engines write has a file of each schema', async () => {
  const dated = [...FIELDS, field(91, 'day', 'date' as FieldType)];
  const found = await withPicked({ folder: join(folder, 'dated'), fields: dated }, [
    await file(FIELDS),
    await file(FIELDS),
    await file(FIELDS.slice(0, 4)),
  ]);
  expect(found.map(({ isOfTable, records }) => [isOfTable, records])).toEqual([
    [false, 20],
    [false, 10],
  ]);
});
