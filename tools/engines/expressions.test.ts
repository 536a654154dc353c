import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../core/src/adapter/index.ts';
import { LeveeError } from '../../core/src/kernel/index.ts';
import { KeptEngine } from '../../core/src/query/index.ts';
import { differenceOf } from './parity-compare.ts';
import { askDuckdb } from './parity-duckdb.ts';
import { expressions } from './parity-expressions.ts';

/** What a Trino 476 answered, and what is answered here; `npm run test:engines -- --parity --query expressions` asks it again. */
const kept = new KeptEngine(() => openDuckdb({ threads: 1, memory: '300MB' }), []);
afterAll(() => kept.close());

describe('as Trino 476 answered', () => {
  const answered = expressions().filter(({ answer }) => answer !== undefined);
  test('there are many', () => expect(answered.length).toBeGreaterThan(900));

  test.each(answered)('$sql', async ({ sql, answer }) => {
    const given = await askDuckdb([], sql, kept);
    expect(answer && differenceOf(sql, answer, given)).toBeUndefined();
  });
});

describe('what Trino 476 refuses is not answered', () => {
  test.each(expressions().filter(({ error }) => error !== undefined))('$sql: $error', async ({ sql }) => {
    await expect(askDuckdb([], sql, kept)).rejects.toBeInstanceOf(LeveeError);
  });
});
