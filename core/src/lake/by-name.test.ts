import { describe, expect, test } from 'vitest';
import type { Field } from '#format';
import { absentInAll, namesHold, relationByName } from './by-name.ts';

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

  const own = (at: number, ids: readonly number[]) =>
    file(`/data/event_day=2026-05-04/0a1b2c3d-0000-4000-8000-00000000000${at}.parquet`, ids);
  const path = (at: number) =>
    `'/data/event_day=2026-05-04/0a1b2c3d-0000-4000-8000-00000000000${at}.parquet'`;

  test('files of the same columns are read as they are, those that no file has are null', () => {
    expect(relationByName(fields, [own(1, [1, 3]), own(2, [1, 3])])).toBe(
      `(SELECT CAST(rows."a" AS VARCHAR) AS "a", CAST(rows."request" AS STRUCT("ip" VARCHAR)) AS "request", CAST(NULL AS VARCHAR[]) AS "tags" FROM read_parquet([${path(1)}, ${path(2)}], hive_partitioning = false) AS rows)`,
    );
  });

  test('files of other columns are read apart, and together where those are not asked for', () => {
    const files = [own(1, [1]), own(2, [1, 8]), own(3, [1])];
    const all = relationByName(fields, files);
    expect(all).toContain(`read_parquet([${path(1)}, ${path(3)}], hive_partitioning = false)`);
    expect(all).toContain(`read_parquet([${path(2)}], hive_partitioning = false)`);
    expect(relationByName(fields, files, new Set(['a']))).toContain(
      `read_parquet([${path(1)}, ${path(2)}, ${path(3)}], hive_partitioning = false)`,
    );
  });

  test('files of many sets of columns are united', () => {
    const sets = [[1], [3], [8], [1, 3], [1, 8]];
    expect(
      relationByName(
        fields,
        sets.map((ids, at) => own(at, ids)),
      ),
    ).toContain('union_by_name = true');
  });

  test('another engine need not count every column: what it does not count may be there', () => {
    expect(relationByName(fields, [file('/data/00000-0-a.parquet', [1, 3])])).toBeUndefined();
    expect(relationByName(fields, [file('/data/00000-0-a.parquet', [1, 3, 8])])).toContain('rows."tags"');
    expect([...absentInAll(fields, [file('/data/00000-0-a.parquet', [1, 3])])]).toEqual([]);
  });

  test('a column is absent where no file has it', () => {
    expect([...absentInAll(fields, [own(1, [1]), own(2, [8])])]).toEqual(['request']);
    expect([...absentInAll(fields, [own(1, [1]), file('/y', null)])]).toEqual([]);
  });

  test('a file that does not say what columns it has is not read by name', () => {
    expect(relationByName(fields, [own(1, [1]), file('/y', null)])).toBeUndefined();
    expect(relationByName(fields, [own(1, [])])).toBeUndefined();
  });
});
