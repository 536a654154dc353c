import { messageOf } from '#kernel';
import { BadRequest } from './bad-request.ts';
import { simpleFilters } from './condition.ts';
import type { Filter } from './contract.ts';
import type { Ask } from './world.ts';

/**
 * After a question failed: whether one of its regular expressions is none to the engine, which alone knows.
 * @throws BadRequest with the engine's words.
 */
export async function checkPatterns(ask: Ask, filters: readonly Filter[]): Promise<void> {
  for (const filter of filters.flatMap(simpleFilters)) {
    if (filter.op !== 'regex') continue;
    await ask(`SELECT regexp_matches('', ?)`, [filter.value]).catch((error: unknown) => {
      const why = messageOf(error).replace(/^Invalid Input Error: /, '');
      throw new BadRequest('filters.value', `a regular expression in RE2's syntax (${why})`);
    });
  }
}
