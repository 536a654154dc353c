import { readSync } from 'node:fs';
import { answerQuestions, type Answering } from '#kernel';
import { PickShare } from './pick-share.ts';
import { pickFiles } from './picked-file.ts';
import type { PickAnswered, PickAsked } from './picking-thread.ts';
import { ReadMemories } from './read-memory.ts';
import { toSend } from './sent-rows.ts';

/** Nothing else waits for this thread: it reads at once. */
const memories = new ReadMemories(
  async (opened, into, offset) => readSync(opened, into, 0, into.length, offset),
  1,
);

answerQuestions(async ({ files, share }: PickAsked): Promise<Answering<PickAnswered>> => {
  const { done, left, picked } = await memories.lend((memory) =>
    pickFiles(files, new PickShare(share), memory),
  );
  const sent = picked.map(toSend);
  const answered = { done, left, picked: sent };
  return { answered, sent: sent.flatMap(({ bytes, shape }) => [bytes.buffer, shape.buffer]) };
});
