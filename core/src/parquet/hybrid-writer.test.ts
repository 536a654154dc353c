import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hybridBytes, runBytes } from './hybrid-writer.ts';
import { hybrid, hybridPart } from './hybrid.ts';

test('the example of the format', () => {
  // https://parquet.apache.org/docs/file-format/data-pages/encodings/: 0 to 7 in three bits each, behind the head of one pack.
  expect(hybridBytes(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), 3).toString('hex')).toBe('0388c6fa');
});

test('runs begin with twice their length', () => {
  expect(Buffer.from(runBytes({ value: 4, count: 100 }, 3)).toString('hex')).toBe('c80104');
  expect(hybridBytes(new Uint32Array(100).fill(258), 9).toString('hex')).toBe('c8010201');
  // Two others, which six of the run fill up to a pack: 94 are left.
  const numbers = Uint8Array.of(0, 1, ...Array<number>(100).fill(1));
  expect(hybridBytes(numbers, 1).toString('hex')).toBe('03febc0101');
});

const sized = fc
  .integer({ min: 1, max: 24 })
  .chain((width) =>
    fc.tuple(
      fc.constant(width),
      fc.array(fc.tuple(fc.nat(2 ** width - 1), fc.integer({ min: 1, max: 40 })), { maxLength: 40 }),
    ),
  );

test('numbers are read as they were written, all of them and any part', () => {
  fc.assert(
    fc.property(sized, fc.nat(), fc.nat(), ([width, runs], left, right) => {
      const numbers = Uint32Array.from(runs.flatMap(([value, count]) => Array<number>(count).fill(value)));
      const bytes = hybridBytes(numbers, width);
      const into = new Uint32Array(numbers.length);
      hybrid(bytes, width, into);
      expect(into).toEqual(numbers);
      const [from = 0, to = 0] = [left, right]
        .map((at) => at % (numbers.length + 1))
        .toSorted((a, b) => a - b);
      const part = new Uint32Array(to - from);
      hybridPart(bytes, width, { from, into: part });
      expect(part).toEqual(numbers.subarray(from, to));
    }),
  );
});
