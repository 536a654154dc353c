import type { EngineValue } from '#port';
import { query } from '#query';
import { configOf, withLake } from '../src/bin/context.ts';
import { requestFor } from '../src/bin/query-answer.ts';

/** A question, and the rows of its answer. */
export type Answered = readonly [sql: string, rows: readonly (readonly EngineValue[])[]];

/**
 * The answers to several questions, or the plans for them, over a lake that is opened once, as `levee serve` asks: opening it takes longer
 * than a short question.
 */
export const answersTo = (
  lake: string,
  questions: readonly string[],
  how: typeof query = query,
): Promise<Answered[]> =>
  withLake(
    configOf({ lake }),
    (context) =>
      Promise.all(
        questions.map(async (sql) => {
          const request = await requestFor(context, sql);
          return [sql, await how(request, async ({ chunks }) => (await Array.fromAsync(chunks)).flat())];
        }),
      ),
    'read',
  );
