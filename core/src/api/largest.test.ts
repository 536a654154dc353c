import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { literal } from '#port';
import { largest } from './largest.ts';

const engine = await openDuckdb({ threads: 1 });
afterAll(() => engine.close());

const KEYS = {
  long: ['10', '9', '-1', '9007199254740993', null, '100', '9007199254740992'],
  int: ['443', '80', null, '-5', '8080'],
  double: ['10.5', '9.25', null, '-1', '100'],
  // By their bytes in UTF-8: U+FFFD comes before U+1F600, and capitals before small letters.
  string: ['z', 'é', '', 'Z', null, '\u{1F600}', '\uFFFD', 'a', '10', '9'],
} as const;
const TYPES = { long: 'BIGINT', int: 'INTEGER', double: 'DOUBLE', string: 'VARCHAR' } as const;

type Type = keyof typeof KEYS;

/** What the engine makes of the keys' order. */
async function inOrder(type: Type): Promise<unknown[]> {
  const values = KEYS[type].map((key) => `(${key === null ? 'NULL' : literal(key)})`);
  const rows = await engine.withConnection((connection) =>
    connection.rows(
      `SELECT key FROM (VALUES ${values.join(', ')}) AS v(key) ORDER BY CAST(key AS ${TYPES[type]})`,
    ),
  );
  return rows.map(({ key }) => key);
}

/** Equal groups, one for each key. */
function equalGroups(type: Type, keys: readonly (string | null)[], most: number) {
  const same = keys.map(() => 3);
  const keysOf = (group: number) => [keys[group] ?? null];
  const field = { name: 'key', type, isList: false, duckdb: 'key', athena: 'key' };
  const found = largest({ groups: keys.length, counts: same, amounts: same, most, keysOf, fields: [field] });
  return { ...found, keys: found.groups.flatMap(keysOf) };
}

test.each(['long', 'int', 'double', 'string'] as const)(
  'groups of one amount are in the order that the engine gives their keys: %s',
  async (type) => {
    const expected = await inOrder(type);
    for (const keys of [KEYS[type], KEYS[type].toReversed()]) {
      expect(equalGroups(type, keys, keys.length).keys).toEqual(expected);
      const some = equalGroups(type, keys, 2);
      expect([some.keys, some.count, some.total]).toEqual([
        expected.slice(0, 2),
        keys.length,
        3 * keys.length,
      ]);
    }
  },
);
