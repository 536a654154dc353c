import { answerQuestions, type Answering } from '#kernel';
import { cutFile, type CutFile } from '#parquet';
import type { CutAsked } from './cut-apart.ts';

answerQuestions(async ({ from, to }: CutAsked): Promise<Answering<CutFile | undefined>> => ({
  answered: await cutFile(from, to),
  sent: [],
}));
