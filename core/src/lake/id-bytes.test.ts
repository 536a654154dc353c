import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAvro, encodeAvro, readAvro } from './avro.ts';
import { bytesAt, IdBytes, idsIn } from './id-bytes.ts';

const map = (value: string, key = 'int') => ({
  type: 'array',
  logicalType: 'map',
  items: {
    type: 'record',
    name: `of_${value}`,
    fields: [
      { name: 'key', type: key },
      { name: 'value', type: value },
    ],
  },
});

const SCHEMA = {
  type: 'record',
  name: 'entry',
  fields: [
    { name: 'before', type: 'string' },
    { name: 'bounds', type: ['null', map('bytes')] },
    { name: 'counts', type: ['null', map('long')] },
    { name: 'after', type: 'long' },
  ],
};

const id = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
const pairs = <Value>(value: fc.Arbitrary<Value>) =>
  fc.option(fc.uniqueArray(fc.record({ key: id, value }), { selector: ({ key }) => key, maxLength: 80 }));
const entry = fc.record({
  before: fc.string(),
  bounds: pairs(bytes),
  counts: pairs(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n })),
  after: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
});

test('values by field id are the same left as bytes and read whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 20 }), async (entries) => {
      const file = await encodeAvro(SCHEMA, {}, entries);
      const whole = decodeAvro(file);
      const { records } = readAvro(file, 'lazy');
      expect(whole).toEqual(entries);
      expect(records.length).toBe(entries.length);
      for (const [at, { before, bounds, counts, after }] of entries.entries()) {
        const lazy = records[at] as unknown as { bounds: IdBytes | null; counts: IdBytes | null };
        expect(lazy).toMatchObject({ before, after });
        expect(idsIn(lazy.bounds)).toEqual(idsIn(bounds));
        expect(idsIn(lazy.counts)).toEqual(idsIn(counts));
        for (const { key, value } of bounds ?? []) expect(bytesAt(lazy.bounds, key)).toEqual(value);
        expect(bytesAt(lazy.bounds, -1)).toBeUndefined();
      }
    }),
    { numRuns: 100 },
  );
});

test('pairs in blocks of a known length, as other writers have them', () => {
  // Count -1 and the length of the items, twice; then the end: numbers are zig-zag (-1 is 1, 3 is 6).
  const blocks = Buffer.from([1, 6, 10, 2, 65, 1, 6, 12, 2, 66, 0]);
  const values = new IdBytes(blocks, true);
  expect(values.ids()).toEqual([5, 6]);
  expect([values.get(5), values.get(6), values.get(7)]).toEqual([
    Buffer.from('A'),
    Buffer.from('B'),
    undefined,
  ]);
});

test('pairs of other types are read whole', async () => {
  const odd = { type: 'record', name: 'r', fields: [{ name: 'm', type: map('double') }] };
  const file = await encodeAvro(odd, {}, [{ m: [{ key: 1, value: 0.5 }] }]);
  expect(readAvro(file, 'lazy').records).toEqual([{ m: [{ key: 1, value: 0.5 }] }]);
});

test('a file that is cut off or damaged anywhere is an error, never fewer entries', async () => {
  const entries = [1n, 2n].map((after) => ({
    before: 'x',
    bounds: [{ key: 1, value: Buffer.from('abc') }],
    counts: null,
    after,
  }));
  const file = await encodeAvro(SCHEMA, {}, entries);
  const read = (length: number): string => {
    try {
      return `${readAvro(file.subarray(0, length), 'lazy').records.length} records`;
    } catch {
      return 'an error';
    }
  };
  const lengths = Array.from({ length: file.length }, (_, length) => length);
  // A file that ends right behind its header has no entries.
  expect(lengths.map(read)).toEqual(
    lengths.map((length) => (isHeader(file, length) ? '0 records' : 'an error')),
  );
  expect(read(file.length)).toBe('2 records');
  expect(() => readAvro(Buffer.from('PAR1'), 'lazy')).toThrow('not an Avro file');
});

/** Whether the header of a file ends there: its mark stands there, and again at the end of the file. */
const isHeader = (file: Buffer, length: number): boolean =>
  length >= 20 && file.subarray(length - 16, length).equals(file.subarray(file.length - 16));
