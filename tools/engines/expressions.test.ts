import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../core/src/adapter/index.ts';
import { LeveeError } from '../../core/src/kernel/index.ts';
import { KeptEngine } from '../../core/src/query/index.ts';
import { namesIn } from '../../core/src/query/sql-words.ts';
import { differenceOf } from './parity-compare.ts';
import { askDuckdb } from './parity-duckdb.ts';
import { expressions } from './parity-expressions.ts';
import { sampled } from './parity-sample.ts';

/** What a Trino 476 answered, and what is answered here; `npm run test:engines -- --parity --query expressions` asks it again. */
const kept = new KeptEngine(() => openDuckdb({ threads: 1, memory: '300MB' }), []);
afterAll(() => kept.close());

/** `npm run check` asks a sample, everything else all of them. */
const all = expressions();
const asked = process.env['LEVEE_RECORDED'] === 'sample' ? sampled(all) : all;

describe('as Trino 476 answered', () => {
  const answered = asked.filter(({ answer }) => answer !== undefined);

  test.each(answered)('$sql', async ({ sql, answer }) => {
    const given = await askDuckdb([], sql, kept);
    expect(answer && differenceOf(sql, answer, given)).toBeUndefined();
  });
});

describe('what Trino 476 refuses is not answered', () => {
  test.each(asked.filter(({ error }) => error !== undefined))('$sql: $error', async ({ sql }) => {
    await expect(askDuckdb([], sql, kept)).rejects.toBeInstanceOf(LeveeError);
  });
});

describe('the sample', () => {
  const sample = sampled(all);

  test('there are many statements, and a seventh of them is in it', () => {
    expect(all.length).toBeGreaterThan(2600);
    expect(sample.length).toBeGreaterThan(340);
    expect(sample.length).toBeLessThan(all.length / 5);
  });

  test('has every word and every error', () => {
    const errors = (some: typeof all) => new Set(some.map(({ error }) => error));
    const words = (some: typeof all) => new Set(some.flatMap(({ sql }) => namesIn(sql)));
    expect(errors(sample)).toEqual(errors(all));
    expect(words(sample)).toEqual(words(all));
    expect(namesIn("SELECT date_add('day', 1, x) AT TIME ZONE 'it''s'")).toEqual(
      'select date_add x at time zone'.split(' '),
    );
  });
});
