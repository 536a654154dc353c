import { describe, expect, test } from 'vitest';
import type { Field } from '#format';
import { namesHold, relationByName } from './by-name.ts';

const field = (id: number, name: string, type: Field['type'] = 'string'): Field => ({
  id,
  name,
  type,
  required: false,
});
const request = (inner: readonly Field[]): Field =>
  field(2, 'request', { type: 'struct', fields: [...inner] });
const file = (path: string, ids: readonly number[] | null) => ({
  path,
  entry: { data_file: { file_path: path, value_counts: ids?.map((key) => ({ key, value: 1n })) ?? null } },
});

describe('columns may be found by name', () => {
  const first = [field(1, 'a'), request([field(3, 'ip')])];

  test.each<[string, readonly Field[], boolean]>([
    ['as long as columns are only added', [...first, field(4, 'b')], true],
    ['not after one was renamed', [field(1, 'z'), request([field(3, 'ip')])], false],
    ['not after one was dropped and added again', [field(9, 'a'), request([field(3, 'ip')])], false],
    ['not after two have changed places', [field(2, 'a'), field(1, 'request')], false],
    ['not after one was widened', [field(1, 'a', 'long'), request([field(3, 'ip')])], false],
    [
      'not after a struct got another field',
      [field(1, 'a'), request([field(3, 'ip'), field(4, 'uri')])],
      false,
    ],
    ['also after one was dropped', [field(1, 'a')], true],
  ])('%s', (_name, second, expected) => {
    expect(namesHold([{ fields: first }, { fields: second }])).toBe(expected);
  });

  test('a name that comes back with another id later on is seen, whatever lies between', () => {
    const fields = [[field(1, 'a')], [field(5, 'b')], [field(6, 'a')]];
    expect(namesHold(fields.map((each) => ({ fields: each })))).toBe(false);
  });
});

describe('a relation by name', () => {
  const fields = [
    field(1, 'a'),
    request([field(3, 'ip')]),
    field(7, 'tags', { type: 'list', 'element-id': 8, 'element-required': false, element: 'string' }),
  ];

  test('files of the same columns are read as they are, those that no file has are null', () => {
    expect(relationByName(fields, [file('/x', [1, 3]), file('/y', [1, 3])])).toBe(
      `(SELECT CAST(rows."a" AS VARCHAR) AS "a", CAST(rows."request" AS STRUCT("ip" VARCHAR)) AS "request", CAST(NULL AS VARCHAR[]) AS "tags" FROM read_parquet(['/x', '/y'], hive_partitioning = false) AS rows)`,
    );
  });

  test('files of other columns are united', () => {
    expect(relationByName(fields, [file('/x', [1]), file('/y', [1, 8])])).toContain('union_by_name = true');
  });

  test('a file that does not say what columns it has is not read by name', () => {
    expect(relationByName(fields, [file('/x', [1]), file('/y', null)])).toBeUndefined();
    expect(relationByName(fields, [file('/x', [])])).toBeUndefined();
  });
});
