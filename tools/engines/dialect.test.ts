import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../core/src/adapter/index.ts';
import type { Field } from '../../core/src/format/index.ts';
import type { EmbeddedEngine } from '../../core/src/port/index.ts';
import { checksumSql, rowChecksumSql } from './dialect.ts';
import { duckdbDialect } from './duckdb-dialect.ts';
import type { NullLists } from './engine.ts';
import { leafName, leavesOf } from './leaf.ts';

const field = (name: string, type: Field['type']): Field => ({ id: 1, name, required: false, type });

const list = (element: Field['type']): Field['type'] => ({
  type: 'list',
  'element-id': 1,
  'element-required': false,
  element,
});

let engine: EmbeddedEngine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1 });
});
afterAll(() => engine.close());

const values = async (sql: string): Promise<unknown[]> => {
  const [row] = await engine.withConnection((connection) => connection.rows(sql));
  return Object.values(row ?? {}).map(String);
};

/** count, characters, least, greatest, digest of the one column `v`. */
const checksum = (type: Field['type'], rows: string, nullLists: NullLists = 'null') =>
  values(
    checksumSql(duckdbDialect, {
      relation: `(SELECT v FROM (VALUES ${rows}) AS r(v))`,
      leaves: leavesOf([field('v', type)]),
      nullLists,
    }),
  );

/** First 40 bits of the MD5 test suite of RFC 1321, A.5. */
const MD5 = { '': 0xd41d8cd98fn, a: 0x0cc175b9c0n, abc: 0x900150983cn } as const;

describe('checksums', () => {
  test('sum the digests of texts, whatever their order', async () => {
    const digest = String(MD5.abc + MD5.a + MD5.a + MD5['']);
    expect(await checksum('string', `('abc'), ('a'), (NULL), ('a'), ('')`)).toEqual([
      '4',
      '5',
      '',
      'abc',
      digest,
    ]);
  });

  test('count code points, and order by bytes of UTF-8', async () => {
    // U+FFFD is before U+1F600 in UTF-8, after it in UTF-16.
    const [, characters, least, greatest] = await checksum('string', `('😀'), (chr(65533))`);
    expect([characters, least, greatest]).toEqual(['2', '\uFFFD', '😀']);
  });

  test('take doubles by their IEEE 754 bits', async () => {
    // 1.5 is 0x3FF8000000000000.
    const [, , least] = await checksum('double', `(CAST(1.5 AS DOUBLE))`);
    expect(least).toBe('4609434218613702656');
    const [, , nan] = await checksum('double', `(CAST('nan' AS DOUBLE))`);
    expect(nan).toBe('NaN');
  });

  test('take timestamps by microseconds, before 1970 too', async () => {
    const [, , micros] = await checksum('timestamptz', `(TIMESTAMPTZ '1969-12-31 23:59:59.999999+00')`);
    expect(micros).toBe('-1');
  });

  test('tell null, empty and null elements of lists apart', async () => {
    const [count, , , greatest] = await checksum(list('string'), `(['a', NULL]), ([]), (NULL)`);
    expect([count, greatest]).toEqual(['2', 'a\u0001\u0002']);
  });

  test('can take a null list of structs as empty, as PyIceberg reads it', async () => {
    const type = list({ type: 'struct', fields: [field('x', 'long')] });
    const rows = `([{x: 1}]), (CAST(NULL AS STRUCT(x BIGINT)[]))`;
    expect((await checksum(type, rows))[0]).toBe('1');
    expect((await checksum(type, rows, 'empty'))[0]).toBe('2');
  });

  test('of whole rows differ when values change rows', async () => {
    const leaves = leavesOf([field('a', 'string'), field('b', 'string')]);
    const of = (rows: string) =>
      values(
        rowChecksumSql(duckdbDialect, { relation: `(VALUES ${rows}) AS r(a, b)`, leaves, nullLists: 'null' }),
      );
    expect(await of(`('x', '1'), ('y', '2')`)).toEqual(await of(`('y', '2'), ('x', '1')`));
    expect(await of(`('x', '1'), ('y', '2')`)).not.toEqual(await of(`('x', '2'), ('y', '1')`));
  });
});

test('leaves go through structs, lists and maps', () => {
  const fields = [
    field('request', {
      type: 'struct',
      fields: [
        field('uri', 'string'),
        field('headers', list({ type: 'struct', fields: [field('name', 'string')] })),
      ],
    }),
    field('extra', {
      type: 'map',
      'key-id': 1,
      key: 'string',
      'value-id': 2,
      'value-required': false,
      value: 'string',
    }),
  ];
  expect(leavesOf(fields).map(leafName)).toEqual([
    'request.uri',
    'request.headers[].name',
    'extra[key]',
    'extra[value]',
  ]);
});
