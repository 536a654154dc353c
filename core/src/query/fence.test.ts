import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineConnection } from '#port';
import { FencedEngine } from './fenced-engine.ts';
import { openTables, type Mentioned } from './open-tables.ts';
import { openWorld } from './query-world.contract.ts';

const world = await openWorld();
afterAll(world.remove);
const { root, data, file, waf, openEngine, problemOf } = world;

describe('a statement that is not one query is refused', () => {
  test.each([
    ['', 'the query is empty'],
    ['-- nothing', 'the query is empty'],
    ['SELECT 1; SELECT 2', 'several statements at once'],
    ...[
      'CREATE TABLE t (a INT)',
      'DROP VIEW waf_logs',
      'INSERT INTO waf_logs SELECT 1',
      'UPDATE waf_logs SET n = 1',
      'DELETE FROM waf_logs',
      `COPY waf_logs TO 'x.csv'`,
      `COPY (SELECT 1) TO '${data}/x.csv'`,
      `ATTACH 'x.db'`,
      'DETACH memory',
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET threads = 1',
      'RESET threads',
      'PRAGMA threads = 1',
      'PRAGMA database_list',
      'CALL pragma_version()',
      `EXPORT DATABASE 'x'`,
      `IMPORT DATABASE 'x'`,
      'CHECKPOINT',
      'VACUUM',
      'USE levee',
      'BEGIN',
      'PREPARE x AS SELECT 1',
      'EXECUTE x',
      'SET VARIABLE x = 1',
      'EXPLAIN COPY waf_logs TO x',
      'EXPLAIN DELETE FROM waf_logs',
    ].map((sql) => [sql, 'this statement is not a query']),
  ])('%j', async (sql, message) => {
    const problem = await problemOf(sql);
    expect(problem.message).toBe(message);
    expect(problem.hint).toMatch(/one SELECT/);
    expect(problem.exitCode).toBe(2);
  });

  // The engine takes NUL for the end of a statement: what stands behind it would not have been looked at.
  test.each([
    'SELECT 1\0; DROP VIEW waf_logs',
    "SELECT '\0'",
    'SELECT 1 AS "\0"',
    'SELECT 1 -- \0',
    'SELECT 1 /* \0 */',
    '\0SELECT 1',
    'SELECT 1\0',
  ])('NUL in %j is refused', async (sql) => {
    const problem = await problemOf(sql);
    expect(problem.message).toBe('the query holds the character NUL');
    expect(problem.hint).toBe('remove it');
    expect(problem.exitCode).toBe(2);
  });

  test('thousands of comments are passed over quickly', async () => {
    const comments = '/* a * b */ -- c\n'.repeat(10_000);
    const problem = await problemOf(`${comments} DROP VIEW waf_logs`);
    expect(problem.message).toBe('this statement is not a query');
  });

  test('a query that is too long or too deep', async () => {
    expect((await problemOf(`SELECT '${'x'.repeat(300_000)}'`)).message).toContain('longer than 250000');
    expect((await problemOf(`SELECT ${'('.repeat(12_000)}1${')'.repeat(12_000)}`)).message).toContain(
      'memory exhausted',
    );
    expect((await problemOf(`SELECT 1${'+1'.repeat(5000)}`)).message).toContain('Max expression depth');
  });
});

describe('nothing but the tables can be reached', () => {
  const secret = join(root, 'secret.csv');
  test.each([
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM read_blob('${file}')`,
    `SELECT * FROM read_parquet('${file}')`,
    `SELECT * FROM parquet_scan('${file}')`,
    `SELECT * FROM main.READ_PARQUET(['${file}'])`,
    `SELECT * FROM system.main.read_parquet('${file}')`,
    `SELECT * FROM parquet_metadata('${file}')`,
    `SELECT * FROM parquet_kv_metadata('${file}')`,
    `SELECT * FROM glob('${data}/*')`,
    `SELECT * FROM sniff_csv('${secret}')`,
    `SELECT * FROM read_json('${secret}')`,
    `SELECT * FROM read_ndjson_objects('${secret}')`,
    `SELECT * FROM read_duckdb('x.db')`,
    `SELECT * FROM '${file}'`,
    `SELECT * FROM "${secret}"`,
    `SELECT * FROM '${data}/beside.csv'`,
    `WITH "${secret}" AS (SELECT 1) SELECT * FROM "${secret}"`,
    `SELECT * FROM (WITH "x.csv" AS (SELECT 1) FROM "x.csv"), "x.csv"`,
    `SELECT * FROM query('SELECT 1')`,
    `SELECT * FROM query_table('waf_logs')`,
    `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))`,
    `SELECT json_serialize_plan('SELECT * FROM ''${secret}''')`,
    `SELECT * FROM duckdb_settings()`,
    `SELECT * FROM duckdb_secrets()`,
    `SELECT * FROM duckdb_views()`,
    `SELECT * FROM duckdb_views`,
    `SELECT * FROM pg_catalog.pg_views`,
    `SELECT * FROM sqlite_master`,
    `SELECT * FROM information_schema.character_sets`,
    `SELECT * FROM memory.main.waf_logs`,
    `SELECT pg_get_viewdef(0)`,
    `SELECT current_setting('temp_directory')`,
    `SELECT getenv('HOME')`,
    `SELECT n FROM waf_logs ORDER BY current_setting('threads')`,
    `SELECT list_transform([1], lambda x: current_setting('threads'))`,
    `SELECT write_log('x')`,
    `SELECT sleep_ms(100000)`,
    `SELECT 1 WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))`,
    `SELECT (SELECT content FROM read_text('/etc/passwd'))`,
    `FROM waf_logs, LATERAL (SELECT * FROM read_text('/etc/passwd'))`,
    `PIVOT (FROM read_text('/etc/passwd')) ON filename IN ('a')`,
    `DESCRIBE SELECT * FROM '${secret}'`,
    `SUMMARIZE '${secret}'`,
    `EXPLAIN SELECT * FROM '${secret}'`,
    `SELECT * FROM waf_logs UNION ALL BY NAME SELECT * FROM '${secret}'`,
    `SHOW DATABASES`,
    `SELECT * FROM (SHOW TABLES)`,
    `SELECT 5 FROM (SHOW TABLES)`,
  ])('%s', async (sql) => {
    const problem = await problemOf(sql);
    expect(problem.message).toMatch(
      /there is no table|cannot be used|SHOW can only|SHOW DATABASES is not supported/,
    );
    expect(problem.exitCode).toBe(2);
  });
});

// The second wall: what the engine itself refuses, should a statement ever get past the first.
describe.each(['connection', 'engine'] as const)('with tables for the %s', (scope) => {
  const secret = join(root, 'secret.csv');
  const within = { folders: [data], writable: [] };
  let engine: FencedEngine;
  const openHere = (connection: EngineConnection) =>
    openTables(connection, MENTIONED, { scope, admit: () => undefined });

  beforeAll(async () => {
    engine = await FencedEngine.open(openEngine, within);
    if (scope === 'engine') await engine.withConnection(openHere);
  });
  afterAll(() => engine.close());

  test.each([
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM read_text('${data}/../../../../secret.csv')`,
    `SELECT * FROM read_text('file://${secret}')`,
    `SELECT * FROM glob('${root}/*')`,
    `COPY (SELECT 1) TO '${root}/x.csv'`,
    `ATTACH '${root}/x.db'`,
    `INSTALL httpfs`,
    `LOAD httpfs`,
    `SET enable_external_access = true`,
    `SET allowed_directories = ['/']`,
    `SET lock_configuration = false`,
    `PRAGMA threads = 1`,
    `EXPORT DATABASE '${root}/x'`,
    `SELECT * FROM read_parquet('https://198.51.100.1/x.parquet')`,
  ])('the engine refuses %s', async (sql) => {
    const running = engine.withConnection(async (connection) => {
      if (scope === 'connection') await openHere(connection);
      expect(await connection.rows('SELECT count(*)::INT AS n FROM waf_logs')).toEqual([{ n: 10 }]);
      await connection.run(sql);
    });
    await expect(running).rejects.toThrow(/disabled|locked|Cannot|not allowed/);
    const later = engine.withConnection((connection) => connection.run(sql));
    await expect(later).rejects.toThrow(/disabled|locked|Cannot|not allowed/);
  });
});

const MENTIONED: Mentioned = {
  tables: [waf],
  views: [],
  names: new Set<string>(),
  words: new Set<string>(),
  statement: undefined,
  parameters: [],
};
