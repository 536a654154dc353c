import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import type { TableCover } from './query-table.ts';
import { isSmall } from './small-result.ts';
import { readStatement } from './statement.ts';

const engine = await openDuckdb({ threads: 1 });
afterAll(() => engine.close());

const cover: TableCover = {
  table: 'logs',
  files: 3,
  bytes: 300,
  allFiles: 9,
  allBytes: 900,
  picked: { rows: 10, bytes: 20_000_000 },
  pruning: async () => [],
};

const small = (sql: string, covers: readonly TableCover[] = [cover]): Promise<boolean> =>
  engine.withConnection(async (connection) =>
    isSmall({ statement: await readStatement(connection, sql), covers }),
  );

test.each([
  'SELECT * FROM logs',
  `SELECT * FROM logs WHERE length(repeat(uri, 3)) > 2 ORDER BY lower(uri) LIMIT 5`,
  'SELECT uri, l.http.uri FROM logs l',
  'SELECT DISTINCT a, b, a FROM logs',
])('columns of picked rows are small: %s', async (sql) => {
  expect(await small(sql)).toBe(true);
});

test.each([
  'SELECT repeat(uri, 1000000) FROM logs',
  'SELECT * REPLACE (repeat(uri, 1000000) AS uri) FROM logs',
  'SELECT a.* FROM logs a, logs b, logs c',
  'SELECT uri FROM logs, UNNEST(headers)',
  'SELECT uri FROM (SELECT repeat(uri, 1000000) AS uri FROM logs)',
  'WITH logs AS (SELECT repeat(uri, 1000000) AS uri FROM logs) SELECT * FROM logs',
  'SELECT uri FROM logs UNION ALL SELECT uri FROM logs',
  'SELECT a, b, c FROM logs GROUP BY CUBE (a, b, c)',
  'SELECT a, b, c, d FROM logs',
  'SELECT 1',
  'SHOW TABLES',
])('whatever can be larger is not: %s', async (sql) => {
  expect(await small(sql)).toBe(false);
});

test('nothing is known of files that are read as they are, or of two tables', async () => {
  const { picked: _, ...whole } = cover;
  expect(await small('SELECT * FROM logs', [whole])).toBe(false);
  expect(await small('SELECT * FROM logs', [cover, cover])).toBe(false);
  expect(await small('SELECT * FROM logs', [])).toBe(false);
});
