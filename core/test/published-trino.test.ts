import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { messageOf } from '#kernel';
import { rewritten } from '../src/engine/rewrite.ts';

/** Published Athena queries, and what a real Trino said of each: as it is, or with UNNEST rewritten. The texts stay where they are. */
const QUERIES = join(import.meta.dirname, '../../../shared/corpora/queries');
const isThere = existsSync(QUERIES);
if (!isThere) process.stderr.write(`published queries are skipped: ${QUERIES} is not there\n`);

interface Published {
  readonly id: string;
  readonly sql: string;
}

interface Verdict {
  readonly id: string;
  readonly valid?: boolean;
  readonly validIfUnnestWrapped?: boolean;
}

const linesOf = (file: string): unknown[] =>
  readFileSync(join(QUERIES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const NOTHING = { tables: [], views: [], qualifier: '' };

function forTrino(sql: string): string {
  try {
    return rewritten({ sql: sql }, 'trino', NOTHING).sql;
  } catch (error) {
    return messageOf(error);
  }
}

test.skipIf(!isThere)(
  'published queries are rewritten for Trino where it needs that, and nowhere else',
  () => {
    const verdicts = new Map(
      (linesOf('trino476-of-athena-queries.jsonl') as Verdict[]).map((each) => [each.id, each]),
    );
    const queries = (linesOf('athena-queries.jsonl') as Published[]).flatMap((query) => {
      const { valid = false, validIfUnnestWrapped = false } = verdicts.get(query.id) ?? {};
      return valid || validIfUnnestWrapped ? [{ ...query, isToWrap: !valid, made: forTrino(query.sql) }] : [];
    });
    const wrong = queries.filter(({ sql, isToWrap, made }) =>
      isToWrap
        ? !made.includes('element -> ROW(element)')
        : made !== sql.trim().replace(/;$/, '') && made !== sql.replace(/;\s*$/, ''),
    );
    expect(wrong.map(({ id, made }) => `${id}: ${made}`)).toEqual([]);
    expect(queries.filter(({ isToWrap }) => isToWrap)).toHaveLength(29);
    expect(queries).toHaveLength(208);
  },
);
