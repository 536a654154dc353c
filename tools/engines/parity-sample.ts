import { namesIn } from '../../core/src/query/sql-words.ts';
import type { Expression } from './parity-expressions.ts';

/**
 * A sample of statements that has every word of them all, and of what is refused every kind of error: a statement is in it where it has
 * a word that none before it has.
 */
export function sampled(all: readonly Expression[]): readonly Expression[] {
  const known = new Set<string>();
  return all.filter(({ sql, error }) => {
    const words = [...namesIn(sql), ...(error === undefined ? [] : [`error ${error}`])];
    const before = known.size;
    for (const word of words) known.add(word);
    return known.size > before;
  });
}
