import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../adapter/duckdb.ts';
import { query, queryToParquet, type QueryRequest } from './index.ts';
import { openWorld } from './query-world.contract.ts';

const world = await openWorld();
afterAll(world.remove);
const { root, waf, ledger, tables, opened, openEngine, kept, rowsOf, problemOf } = world;

describe('a query', () => {
  test.each([
    `SELECT count(*) FROM waf_logs`,
    `SELECT count(*) FROM levee.waf_logs`,
    `SELECT count(*) FROM "levee"."waf_logs" AS w`,
    `SELECT count(*) FROM WAF_LOGS`,
    `WITH w AS (SELECT * FROM waf_logs) SELECT count(*) FROM w;`,
    `-- how many?\nSELECT count(*) FROM waf_logs; -- done ; really\n/* ; */ ;`,
    `SELECT count(*) FROM waf_logs WHERE ';' = $$;$$ AND 1 <> 2 -- ;`,
    `FROM waf_logs SELECT count(*)`,
    `(SELECT count(*) FROM waf_logs)`,
    `SELECT count(*) FROM (SELECT x FROM UNNEST(sequence(1, 10)) AS t(x))`,
    `SELECT count(*) FROM range(10)`,
    `VALUES (10)`,
  ])('%j is answered', async (sql) => {
    const [[count] = []] = await rowsOf(sql);
    expect(Number(count)).toBe(10);
  });

  test('opens only the tables that it mentions', async () => {
    opened.length = 0;
    await rowsOf('SELECT 1');
    await rowsOf(`SELECT 'FROM broken_logs' AS "broken_logs"`);
    expect(opened).toEqual([]);
    await rowsOf('SELECT (SELECT max(n) FROM waf_logs) + 1 FROM range(3) WHERE EXISTS (FROM waf_logs)');
    expect(opened).toEqual(['waf_logs']);
    expect((await problemOf('SELECT 1 IN (SELECT n FROM broken_logs)')).message).toBe('must not be opened');
  });

  test('takes parameters', async () => {
    expect(
      await rowsOf('SELECT n + ?, ? FROM waf_logs WHERE n = ?', { parameters: [1, `'; DROP`, 4] }),
    ).toEqual([[5n, `'; DROP`]]);
  });

  test('keeps its order', async () => {
    const rows = await rowsOf('SELECT range FROM range(50_000) ORDER BY range DESC', {
      limits: { rows: 0 },
    });
    expect(rows.length).toBe(50_000);
    expect(rows.every(([value], index) => value === BigInt(49_999 - index))).toBe(true);
  });

  test('SHOW TABLES, DESCRIBE and information_schema', async () => {
    const good = { tables: [waf, ledger] };
    expect(await rowsOf('SHOW TABLES', good)).toEqual([['ingest_log'], ['waf_logs']]);
    expect(await rowsOf('SHOW TABLES', { tables: [] })).toEqual([]);
    const described = await rowsOf('DESCRIBE waf_logs', good);
    expect(described.map(([name, type]) => [name, type])).toEqual([
      ['n', 'BIGINT'],
      ['httpmethod', 'VARCHAR'],
      ['httprequest', 'STRUCT(clientip VARCHAR)'],
    ]);
    const columns = `SELECT column_name FROM information_schema.columns WHERE table_schema = 'levee'`;
    expect((await rowsOf(columns, good)).length).toBe(7);
    expect((await rowsOf('SUMMARIZE waf_logs', good)).length).toBe(3);
  });

  test('SHOW and DESCRIBE as Athena and Trino write them', async () => {
    const view = { name: 'all_logs', parts: [{ table: 'waf_logs', columns: { n: 'n' } }] };
    const good = { tables: [waf, ledger], views: [view] };
    const names = async (sql: string) => (await rowsOf(sql, good)).flat();
    expect(await names('SHOW TABLES')).toEqual(['all_logs', 'ingest_log', 'waf_logs']);
    expect(await names('show tables in "any db";')).toEqual(['all_logs', 'ingest_log', 'waf_logs']);
    expect(await names("SHOW TABLES FROM db LIKE '%_LOGS'")).toEqual(['all_logs', 'waf_logs']);
    expect(await names("SHOW TABLES LIKE 'waf.logs'")).toEqual([]);
    expect(await names("SHOW TABLES 'waf*|ingest_log'")).toEqual(['ingest_log', 'waf_logs']);
    const columns = ['n', 'httpmethod', 'httprequest'];
    for (const sql of [
      'DESCRIBE waf_logs',
      'DESC security.waf_logs',
      'DESCRIBE FORMATTED "db"."waf_logs" -- it',
      'SHOW COLUMNS FROM waf_logs',
      'SHOW COLUMNS IN awsdatacatalog.default.waf_logs;',
      'SHOW COLUMNS FROM waf_logs IN db',
    ])
      expect((await rowsOf(sql, good)).map(([name]) => name)).toEqual(columns);
  });

  test.each([
    ['SHOW CREATE TABLE waf_logs', 'SHOW CREATE is not supported', /^levee ddl prints/],
    ['SHOW DATABASES', 'SHOW DATABASES is not supported', /SHOW TABLES/],
    ['SHOW PARTITIONS waf_logs', 'SHOW PARTITIONS is not supported', /SHOW COLUMNS/],
    ['SHOW FUNCTIONS', 'SHOW FUNCTIONS is not supported', /DESCRIBE/],
    ['DESCRIBE nothing', 'there is no table nothing', /tables: waf_logs/],
    ['SHOW TABLES FROM', 'syntax error at end of input', /mend/],
    ["SHOW TABLES LIKE 'a' LIKE 'b'", 'syntax error at or near "LIKE"', /mend/],
  ])('%s is refused', async (sql, message, hint) => {
    const problem = await problemOf(sql);
    expect(problem.message.split('\n')[0]).toBe(message);
    expect(problem.hint).toMatch(hint);
  });

  test('EXPLAIN and EXPLAIN ANALYZE give the plan', async () => {
    for (const explain of ['EXPLAIN', '/* x */ explain analyze']) {
      const kind = await query(
        { sql: `${explain} SELECT * FROM waf_logs`, tables, openEngine, kept },
        async (result) => {
          expect(JSON.stringify(await Array.fromAsync(result.chunks))).toMatch(/PARQUET/i);
          return result.kind;
        },
      );
      expect(kind).toBe('plan');
    }
  });

  test('rows handed in are a table, with every digit', async () => {
    const sql = `SELECT count(*)::INT, max(rows), min(committed_at), count(first_day)::INT, min(uri) FROM levee.ingest_log`;
    expect(await rowsOf(sql)).toEqual([
      [12_000, 9_007_199_254_740_993n, '2026-01-31T00:00:00.123000Z', 11_999, `s3://logs/0'"`],
    ]);
  });
});

describe('limits', () => {
  const cut = (sql: string, rows: number) =>
    query({ sql, tables, openEngine, kept, limits: { rows } }, async ({ chunks, summary }) => ({
      read: (await Array.fromAsync(chunks)).flat().length,
      ...summary,
    }));

  test('rows beyond the limit are left out and said', async () => {
    expect(await cut('FROM range(5000)', 3000)).toEqual({ read: 3000, rows: 3000, isCut: true });
    expect(await cut('FROM range(5000)', 5000)).toEqual({ read: 5000, rows: 5000, isCut: false });
    expect(await cut('FROM range(5000)', 0)).toEqual({ read: 5000, rows: 5000, isCut: false });
    expect(await cut('FROM range(0)', 10)).toEqual({ read: 0, rows: 0, isCut: false });
  });

  test('the limit is 100,000 unless said otherwise', async () => {
    expect((await rowsOf('FROM range(100_001)')).length).toBe(100_000);
  });

  const endless = 'SELECT count(*) FROM range(10_000_000_000_000) WHERE range % 7 = 3';

  test('a query that takes too long is stopped', async () => {
    const problem = await problemOf(endless, { limits: { seconds: 0.1 } });
    expect(problem.message).toBe('the query was stopped after 0.1 seconds');
  });

  test('a query can be cancelled, before it runs and while it runs', async () => {
    const controller = new AbortController();
    const running = problemOf(endless, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    expect((await running).message).toBe('the query was cancelled');
    expect((await problemOf('SELECT 1', { signal: AbortSignal.abort() })).message).toBe(
      'the query was cancelled',
    );
  });

  const spilledBytes = (): number =>
    readdirSync(join(root, 'spill'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

  test('a result larger than the memory is spilled, and the disk is given back', async () => {
    const sql = `SELECT array_join(repeat(lower(to_hex(md5(to_utf8(CAST(range AS VARCHAR))))), 50), '') AS wide FROM range(25_000)`;
    let characters = 0;
    let spilled = 0;
    const small = () => openDuckdb({ threads: 1, memory: '30MB', tempDirectory: join(root, 'spill') });
    await query({ sql, tables, openEngine: small, limits: { rows: 0 } }, async ({ chunks }) => {
      for await (const rows of chunks) {
        spilled = Math.max(spilled, spilledBytes());
        for (const [wide] of rows) characters += typeof wide === 'string' ? wide.length : 0;
      }
    });
    // 40 MB where the engine has 30.
    expect(characters).toBe(25_000 * 1600);
    expect(spilled).toBeGreaterThan(1_000_000);
    expect(readdirSync(join(root, 'spill'))).toEqual([]);
  });
});

describe('a Parquet result', () => {
  const path = join(root, 'out.parquet');
  const write = (sql: string, more: Partial<QueryRequest> = {}) =>
    queryToParquet({ sql, tables, openEngine, ...more }, path);
  const readBack = async (sql: string) => {
    const engine = await openEngine();
    const rows = await engine.withConnection((connection) => connection.rows(sql));
    engine.close();
    return rows;
  };

  test('keeps types, order and digits', async () => {
    const sql = `SELECT n, sum(n) OVER () AS total, httprequest, TIMESTAMPTZ '2026-01-31 00:00:00.000001Z' AS at, 1.50::DECIMAL(9, 2) AS price
      FROM waf_logs ORDER BY n DESC`;
    expect(await write(sql)).toEqual({ rows: 10, isCut: false });
    expect((await readBack(`DESCRIBE FROM '${path}'`)).map((row) => row['column_type'])).toEqual([
      'BIGINT',
      'BIGINT',
      'STRUCT(clientip VARCHAR)',
      'TIMESTAMP WITH TIME ZONE',
      'DECIMAL(9,2)',
    ]);
    expect(await readBack(`SELECT n, total FROM '${path}' LIMIT 2`)).toEqual([
      { n: '9', total: '45' },
      { n: '8', total: '45' },
    ]);
    expect(readFileSync(path).subarray(0, 4).toString()).toBe('PAR1');
    expect(readdirSync(root).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('keeps the limit, and the older file when the query fails', async () => {
    expect(
      await write('SELECT range AS n FROM range(500_000) ORDER BY n', { limits: { rows: 300_000 } }),
    ).toEqual({ rows: 300_000, isCut: true });
    await expect(write(`SELECT error('boom') FROM waf_logs`)).rejects.toThrow('boom');
    const ordered = `SELECT count(*)::INT AS n, max(abs(n - file_row_number))::INT AS off FROM read_parquet('${path}', file_row_number = true)`;
    expect(await readBack(ordered)).toEqual([{ n: 300_000, off: 0 }]);
  });

  test('of a plan is refused; a folder that is not there is named', async () => {
    await expect(write('EXPLAIN SELECT 1')).rejects.toThrow('EXPLAIN cannot be written as Parquet');
    const nowhere = queryToParquet(
      { sql: 'SELECT 1', tables, openEngine },
      join(root, 'nowhere/out.parquet'),
    );
    await expect(nowhere).rejects.toThrow(/nowhere/);
  });
});
