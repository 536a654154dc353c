import { expect, test } from 'vitest';
import { groupPrefix, worthRewriting } from './compact-choice.ts';
import type { ScannedFile } from './scan.ts';

const TARGET = 100;

/** A file as far as the choice looks at it. */
const file = (name: string, sizeBytes: number): ScannedFile => ({
  key: `levee/t/data/event_day=2024-05-01/${name}.parquet`,
  path: '',
  records: 1,
  sizeBytes,
  day: '2024-05-01',
  entry: undefined as never,
});
const chosen = (files: readonly ScannedFile[]): string[] =>
  worthRewriting(files, TARGET).map(({ key }) => key.slice(key.lastIndexOf('/') + 1, -'.parquet'.length));

test('a single unsorted file is rewritten, a single sorted one is left', () => {
  expect(chosen([file('x', 10)])).toEqual(['x']);
  expect(chosen([file('sorted-00000001-x', 10)])).toEqual([]);
});

test('two small groups become one; a small and a large one stay', () => {
  expect(chosen([file('sorted-00000001-x', 10), file('sorted-00000002-x', 10)])).toHaveLength(2);
  expect(chosen([file('sorted-00000001-x', 74), file('sorted-00000002-x', 75)])).toEqual([]);
});

test('the files of one rewriting count together: uneven hours never make it begin anew', () => {
  expect(
    chosen([file('sorted-00000001-x', 60), file('sorted-00000001-y', 60), file('sorted-00000001-z', 5)]),
  ).toEqual([]);
});

test('a late unsorted file takes small groups along and leaves large ones', () => {
  const large = ['a', 'b', 'c'].map((name) => file(`sorted-00000001-${name}`, 100));
  expect(chosen([...large, file('late', 1), file('sorted-00000002-x', 7)])).toEqual([
    'late',
    'sorted-00000002-x',
  ]);
});

test('names of one rewriting are recognised as a group of their own', () => {
  const [one, two] = [groupPrefix(), groupPrefix()];
  expect(chosen([file(`${one}x`, 10)])).toEqual([]);
  expect(chosen([file(`${one}x`, 10), file(`${two}x`, 10)])).toHaveLength(2);
});
