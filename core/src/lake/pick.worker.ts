import { readSync } from 'node:fs';
import { answerQuestions, type Answering } from '#kernel';
import { PickShare } from './pick-share.ts';
import { pickFiles } from './picked-file.ts';
import type { PickAnswered, PickAsked } from './picking-thread.ts';
import { FileReaders } from './file-reader.ts';
import { toSend } from './sent-rows.ts';

/** Nothing else waits for this thread: it reads at once, and only what it needs. */
const readers = new FileReaders({
  fill: async (opened, into, offset) => readSync(opened, into, 0, into.length, offset),
  gap: 2 ** 14,
  atOnce: 1,
});

answerQuestions(async ({ files, share }: PickAsked): Promise<Answering<PickAnswered>> => {
  const { done, left, picked } = await readers.lend((reader) =>
    pickFiles(files, new PickShare(share), reader),
  );
  const sent = picked.map(toSend);
  const answered = { done, left, picked: sent };
  return { answered, sent: sent.flatMap(({ bytes, shape }) => [bytes.buffer, shape.buffer]) };
});
