import * as fc from 'fast-check';
import { shapeOf } from './parity-shape.ts';
import type { ParityTable } from './parity-values.ts';

const SEED = 476;

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 10, nil: null });

const of = <T>(...values: readonly T[]) => orNull(fc.constantFrom(...values));

const listOf = <T>(value: fc.Arbitrary<T>) => orNull(fc.array(value, { maxLength: 4 }));

/** Columns of each type that logs have, with nulls, duplicates and edges. */
const COLUMNS: Readonly<Record<string, readonly [type: string, values: fc.Arbitrary<unknown>]>> = {
  i: ['integer', of(-7, -1, 0, 1, 2, 3, 100, 2_147_000_000)],
  n: ['bigint', of(-1000, 0, 1, 999, 1_700_000_000, 1_700_000_123_456)],
  d: ['double', of(-2.5, -0.5, 0, 0.1, 0.5, 1.245, 2.5, 1e10, 1234.5678)],
  s: [
    'varchar',
    of('', 'a', 'B', 'alpha beta', "it's", 'Ünïcode', '/api/v1?x=1', '10%', 'a_b', 'x,y,z', '42', ' pad '),
  ],
  ts: [
    'timestamp(3)',
    of('2024-02-29 23:59:59.999', '2023-12-31 00:00:00', '1969-12-31 23:59:59', '2024-03-31 12:30:15.123'),
  ],
  at: ['date', of('2024-02-29', '2023-01-01', '2021-01-03', '1970-01-01')],
  b: ['boolean', orNull(fc.boolean())],
  a: ['array(integer)', listOf(of(1, 2, 3, -4))],
  w: ['array(varchar)', listOf(of('x', 'y', 'zz', ''))],
  m: [
    'map(varchar, bigint)',
    orNull(fc.dictionary(fc.constantFrom('k', 'l', 'q'), of(1, 2, 30), { maxKeys: 3 })),
  ],
  h: [
    'array(row("name" varchar, "value" varchar))',
    listOf(fc.record({ name: of('Host', 'User-Agent', 'x'), value: of('shop.example.com', 'curl', '') })),
  ],
  r: [
    'row("type" varchar, "count" integer)',
    orNull(fc.record({ type: of('Root', 'IAMUser'), count: of(0, 5) })),
  ],
  j: [
    'varchar',
    of('{"a":1,"b":{"c":"x"},"l":[1,2,"t"]}', '[1,2,3]', '"text"', 'no json', '{"a":null,"k.d":true}', ''),
  ],
  u: [
    'varchar',
    of(
      'https://example.com:8443/p/q?x=1&y=a%20b#f',
      'http://example.com/',
      '/relative?z=1',
      'https://example.com?only=1',
    ),
  ],
  ip: ['varchar', of('192.0.2.1', '10.1.2.3', '2001:db8::1', '198.51.100.200')],
};

const values = Object.fromEntries(Object.entries(COLUMNS).map(([name, [, arbitrary]]) => [name, arbitrary]));

/** The table that generated queries read. */
export const GENERATED_TABLE: ParityTable = {
  name: 'generated',
  columns: Object.entries(COLUMNS).map(([name, [type]]) => ({ name, shape: shapeOf(type) })),
  rows: fc.sample(fc.record(values), { seed: SEED, numRuns: 40 }),
};
