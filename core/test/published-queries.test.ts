import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { messageOf } from '#kernel';
import { KeptEngine, query } from '#query';
import { engineTypeOf } from './corpora/hive-types.ts';

/** Published Athena queries (their texts stay where they are) over empty tables of the schema that they were published with. */
const QUERIES = join(import.meta.dirname, '../../../shared/corpora/queries');
const isThere = existsSync(QUERIES);
if (!isThere) process.stderr.write(`published queries are skipped: ${QUERIES} is not there\n`);

interface Published {
  readonly id: string;
  readonly sql: string;
  readonly tables: readonly string[];
  readonly schema: string;
}

interface Verdict {
  readonly id: string;
  readonly valid?: boolean;
  readonly validIfUnnestWrapped?: boolean;
}

interface Schema {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly partitions?: readonly (readonly [name: string, type: string])[];
}

const linesOf = (file: string): unknown[] =>
  readFileSync(join(QUERIES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** Queries that a real Trino takes, as they are or with Athena's meaning of UNNEST. */
function validQueries(): Published[] {
  const verdicts = linesOf('trino476-of-athena-queries.jsonl') as Verdict[];
  const valid = new Set(
    verdicts.filter((verdict) => verdict.valid || verdict.validIfUnnestWrapped).map(({ id }) => id),
  );
  return (linesOf('athena-queries.jsonl') as Published[]).filter(({ id }) => valid.has(id));
}

const plain = (name: string): string => name.replaceAll(/["`]/g, '').toLowerCase();

/** The columns of a schema, each name once. */
function columnsOf({ columns, partitions = [] }: Schema): { name: string; type: string }[] {
  const all = [...columns, ...partitions].map(([name, type]) => [plain(name), engineTypeOf(type)] as const);
  return [...new Map(all)].map(([name, type]) => ({ name, type }));
}

const openEngine = () => openDuckdb({ threads: 1, memory: '200MB' });
/** As `levee query` and the page ask. */
const kept = new KeptEngine(openEngine, []);
afterAll(() => kept.close());

async function problemOf(published: Published, schema: Schema): Promise<string> {
  const tables = published.tables.map((table) => ({
    name: plain(table).split('.').at(-1) ?? '',
    columns: columnsOf(schema),
    rows: async function* rows() {},
  }));
  try {
    await query({ sql: published.sql, tables, openEngine, kept }, async ({ chunks }) =>
      Array.fromAsync(chunks),
    );
    return '';
  } catch (error) {
    return messageOf(error).split('\n')[0] ?? '';
  }
}

test.skipIf(!isThere)('published queries run', { timeout: 300_000 }, async () => {
  const schemas = JSON.parse(readFileSync(join(QUERIES, 'schemas.json'), 'utf8')) as Record<string, Schema>;
  const failed: string[] = [];
  const queries = validQueries();
  for (const published of queries) {
    const schema = schemas[published.schema];
    if (schema === undefined) throw new Error(`${published.id} has no schema`);
    const problem = await problemOf(published, schema);
    if (problem !== '') failed.push(`${published.id}: ${problem}`);
  }
  expect(queries).toHaveLength(208);
  expect(failed.toSorted()).toEqual([
    // The letter T outside of quotes is an error of Joda's too: the query is wrong as published.
    'alb-9681d1590b: T is no specifier of this pattern',
  ]);
});
