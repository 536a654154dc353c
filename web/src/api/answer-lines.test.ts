import { expect, test } from 'vitest';
import { readLines } from './answer-lines.ts';

/** Chunks as a network delivers them: a line may end in the next one. */
const bodyOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

const read = async (...chunks: string[]) => {
  const told: (number | null)[] = [];
  const last = await readLines(bodyOf(...chunks), (share) => told.push(share));
  return { told, last };
};

test('progress is told, the last line is the answer, with or without a line end', async () => {
  const lines = '{"progress":{"share":null,"elapsedMs":1}}\n{"progress":{"share":0.5,"elapsedMs":2}}\n';
  const expected = { told: [null, 0.5], last: { answer: { total: 3 } } };
  expect(await read(lines, '{"answer":{"total":3}}\n')).toEqual(expected);
  expect(await read(lines, '{"answer":{"total":3}}')).toEqual(expected);
  expect(
    await read(lines.slice(0, 9), lines.slice(9, 70), lines.slice(70), '{"answer"', ':{"total":3}}\n'),
  ).toEqual(expected);
});

test('a failure in the middle is the last line', async () => {
  const { last } = await read('{"error":{"message":"too slow"},"status":504}\n');
  expect(last).toEqual({ error: { message: 'too slow' }, status: 504 });
});

test.each(['', '{"progress":{"share":0.5,"elapsedMs":2}}\n', '{"progress":{"share":0.5}}'])(
  'an answer that ends early (%j) is none',
  async (text) => expect(read(text)).rejects.toThrow('stopped before'),
);
