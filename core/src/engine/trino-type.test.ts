import { describe, expect, test } from 'vitest';
import { instantText, typeName, valueReader, type TrinoType } from './trino-type.ts';
import { constant } from './sql-literal.ts';
import { costOf } from './athena-cost.ts';
import { cellReader, columnOf } from './athena-value.ts';

const of = (rawType: string, ...inner: TrinoType[]): TrinoType => ({
  rawType,
  arguments: inner.map((value) => ({ kind: 'TYPE', value })),
});
const row = (...fields: (readonly [name: string | undefined, type: TrinoType])[]): TrinoType => ({
  rawType: 'row',
  arguments: fields.map(([name, typeSignature]) => ({
    kind: 'NAMED_TYPE',
    value: { ...(name === undefined ? {} : { fieldName: { name } }), typeSignature },
  })),
});

describe("Trino's values", () => {
  test.each([
    [of('bigint'), 1, 1, 'BIGINT'],
    [of('double'), 'NaN', Number.NaN, 'DOUBLE'],
    [of('double'), '-Infinity', Number.NEGATIVE_INFINITY, 'DOUBLE'],
    [of('double'), 100000000000000000000n, 1e20, 'DOUBLE'],
    [of('varbinary'), 'AP8=', Uint8Array.of(0, 255), 'BLOB'],
    [
      of('array', of('map', of('varchar'), of('bigint'))),
      [{ a: 1 }, null],
      [{ a: 1 }, null],
      'MAP(VARCHAR, BIGINT)[]',
    ],
    [
      of('map', of('bigint'), of('varchar')),
      { '9007199254740993': 'x' },
      [{ key: 9007199254740993n, value: 'x' }],
      'MAP(BIGINT, VARCHAR)',
    ],
    [
      of('map', of('boolean'), of('varchar')),
      { true: null },
      [{ key: true, value: null }],
      'MAP(BOOLEAN, VARCHAR)',
    ],
    [
      row(['a', of('bigint')], ['x"y', of('array', of('varchar'))]),
      [null, ['z']],
      { a: null, 'x"y': ['z'] },
      'STRUCT("a" BIGINT, "x""y" VARCHAR[])',
    ],
    [row([undefined, of('bigint')]), [4], { field0: 4 }, 'STRUCT("field0" BIGINT)'],
    [of('timestamp'), '2026-03-28 01:02:03', '2026-03-28T01:02:03.000000', 'TIMESTAMP'],
    [of('timestamp'), '2026-03-28 01:02:03.123456789', '2026-03-28T01:02:03.123456', 'TIMESTAMP'],
  ] as const)('%o %o', (...[type, value, expected, name]) => {
    expect(valueReader(type)(value as never)).toEqual(expected);
    expect(typeName(type)).toBe(name);
    expect(valueReader(type)(null)).toBeNull();
  });

  test('a decimal by its digits', () => {
    const type: TrinoType = {
      rawType: 'decimal',
      arguments: [
        { kind: 'LONG', value: 38 },
        { kind: 'LONG', value: 2 },
      ],
    };
    expect(typeName(type)).toBe('DECIMAL(38,2)');
    expect(valueReader(type)('12345678901234567890.10')).toBe('12345678901234567890.10');
  });

  // Berlin is at +01:00 until 2026-03-29 01:00 UTC, then at +02:00; New York at -05:00 from 2026-11-01 06:00 UTC on.
  test.each([
    ['2026-03-29 01:59:59.000 Europe/Berlin', '2026-03-29T00:59:59.000000Z'],
    ['2026-03-29 03:00:00.000 Europe/Berlin', '2026-03-29T01:00:00.000000Z'],
    ['2026-11-01 12:00:00.5 America/New_York', '2026-11-01T17:00:00.500000Z'],
    ['2026-01-01 00:00:00.000001 +05:30', '2025-12-31T18:30:00.000001Z'],
    ['2026-01-01 00:00:00 -03:00', '2026-01-01T03:00:00.000000Z'],
    ['1969-12-31 23:59:59.999999 UTC', '1969-12-31T23:59:59.999999Z'],
    ['no time', 'no time'],
  ])('%s is %s', (text, expected) => {
    expect(instantText(text)).toBe(expected);
  });
});

describe("Athena's values", () => {
  test.each([
    ['bigint', '9007199254740993', 9007199254740993n],
    ['integer', '-5', -5],
    ['double', 'NaN', Number.NaN],
    ['boolean', 'false', false],
    ['varchar', '', ''],
    ['varbinary', '00 ff', Uint8Array.of(0, 255)],
    ['varbinary', 'odd', 'odd'],
    ['array', '[a, b]', '[a, b]'],
    ['row', '{name=x}', '{name=x}'],
    ['timestamp with time zone', '2026-03-28 01:02:03.004 UTC', '2026-03-28T01:02:03.004000Z'],
    ['decimal', '1.10', '1.10'],
  ])('%s %s', (Type, text, expected) => {
    const read = cellReader({ Name: 'x', Type });
    expect(read(text)).toEqual(expected);
    expect(read(undefined)).toBeNull();
  });

  test.each([
    [{ Type: 'decimal', Precision: 10, Scale: 2 }, 'DECIMAL(10,2)'],
    [{ Type: 'row' }, 'VARCHAR'],
    [{ Type: 'float' }, 'FLOAT'],
    [{ Type: 'timestamp with time zone' }, 'TIMESTAMP WITH TIME ZONE'],
  ])('%j is %s', (info, type) => {
    expect(columnOf({ Name: 'x', ...info })).toEqual({ name: 'x', type });
  });

  // By hand: a terabyte is 2^20 megabytes; 5 / 2^20 dollars a megabyte, ten megabytes at least.
  test.each([
    [0, 5, 50 / 2 ** 20],
    [2 ** 20 * 10, 5, 50 / 2 ** 20],
    [2 ** 20 * 10 + 1, 5, 55 / 2 ** 20],
    [3 * 2 ** 40, 5, 15],
    [2 ** 40, 6.75, 6.75],
  ])('%i bytes at %d dollars a terabyte cost %d', (bytes, price, expected) => {
    expect(costOf(bytes, price)).toBeCloseTo(expected, 12);
  });
});

test.each([
  ["it's", "'it''s'"],
  [String.raw`\' OR 1=1 --`, String.raw`'\'' OR 1=1 --'`],
  [1, '1'],
  [-1.5, '-1.5E0'],
  [1e300, '1E+300'],
  [2n ** 62n, '4611686018427387904'],
  [null, 'NULL'],
  [false, 'false'],
])('%o is the constant %s', (value, expected) => {
  expect(constant(value)).toBe(expected);
});

test('a number that is none is refused', () => {
  expect(() => constant(Number.NaN)).toThrow('the parameter NaN is no number');
});
