import { expect, test } from 'vitest';
import {
  granulesOf,
  HEAD_BYTES,
  indexBytes,
  readHead,
  valueIndexKey,
  type IndexFacts,
} from './value-index.ts';

const FACTS: IndexFacts = {
  file: 'sorted-0a1b2c3d-x.parquet',
  sizeBytes: 1000,
  records: 30_000,
  fields: [2, 5],
  granuleRows: 4096,
  isCanonical: true,
};

// MD5 of "", "a" and "abc" begins d41d8cd9, 0cc175b9 and 90015098 (RFC 1321, A.5).
const ENTRIES = Buffer.from('0cc175b90000_900150980001_900150980003'.replaceAll('_', ''), 'hex');
const BYTES = indexBytes(FACTS, ENTRIES);

async function look(bytes: Buffer, value: string): Promise<number[] | undefined> {
  const index = readHead(bytes.subarray(0, HEAD_BYTES));
  if (index === undefined) return undefined;
  const found = await granulesOf(index, value, async (offset, length) =>
    bytes.subarray(offset, offset + length),
  );
  return found && [...found];
}

test('an index says in which granules a value is', async () => {
  expect(readHead(BYTES)).toMatchObject(FACTS);
  expect(await look(BYTES, 'abc')).toEqual([1, 3]);
  expect(await look(BYTES, 'a')).toEqual([0]);
  expect(await look(BYTES, '')).toEqual([]);
  expect(await look(indexBytes(FACTS, Buffer.alloc(0)), 'a')).toEqual([]);
});

test('whatever byte is damaged, a value that is there is found or nothing is said', async () => {
  for (let at = 0; at < BYTES.length; at += 1) {
    const damaged = Buffer.from(BYTES);
    damaged[at] = (damaged[at] ?? 0) ^ 0x40;
    expect([[1, 3], undefined]).toContainEqual(await look(damaged, 'abc'));
    expect([[0], undefined]).toContainEqual(await look(damaged, 'a'));
  }
});

test('nothing is said by an index that was cut off, or by something else', async () => {
  for (const length of [0, 7, HEAD_BYTES - 1, HEAD_BYTES, BYTES.length - 1])
    expect(await look(BYTES.subarray(0, length), 'abc')).toBeUndefined();
  expect(readHead(Buffer.alloc(HEAD_BYTES))).toBeUndefined();
});

test('an index of an earlier release is read', async () => {
  const { granuleRows: _rows, ...facts } = FACTS;
  const bytes = indexBytes(facts, ENTRIES);
  bytes.write('LEVEEVI1');
  expect(readHead(bytes)).toMatchObject(facts);
  expect(readHead(bytes)).not.toHaveProperty('granuleRows');
  expect(await look(bytes, 'abc')).toEqual([1, 3]);
});

test('an index lies beside the folder of the data', () => {
  expect(valueIndexKey('levee/data/data/event_day=2024-05-01/sorted-0a1b2c3d-x.parquet')).toBe(
    'levee/data/index/event_day=2024-05-01/sorted-0a1b2c3d-x.values',
  );
});
