import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { openWorld } from './query-world.contract.ts';

/** More ways out of the fence: by what is translated, by words of other engines, by where a query may stand. */
const world = await openWorld();
afterAll(world.remove);
const { root, file } = world;
const secret = join(root, 'secret.csv');

const REFUSED =
  /there is no table|cannot be used|not supported|not a query|several statements|syntax error|not clear/;

test.each([
  `SELECT * FROM "read_csv"('${secret}')`,
  `SELECT * FROM READ_CSV_AUTO('${secret}')`,
  `SELECT * FROM ｒead_csv('${secret}')`,
  `SELECT * FROM read_csv/**/('${secret}')`,
  `SELECT * FROM read_csv --x\n('${secret}')`,
  `SELECT * FROM (VALUES 1) AS t(x), read_csv('${secret}')`,
  `SELECT * FROM waf_logs JOIN read_text('/etc/passwd') ON true`,
  `SELECT * FROM waf_logs CROSS JOIN LATERAL read_text('/etc/passwd')`,
  `SELECT * FROM waf_logs WHERE n IN (SELECT 1 FROM '${secret}')`,
  `SELECT * FROM waf_logs UNION SELECT * FROM read_csv('${secret}')`,
  `WITH RECURSIVE r AS (SELECT * FROM read_text('/etc/passwd') UNION ALL SELECT * FROM r) SELECT * FROM r`,
  `WITH read_csv AS (SELECT 1) SELECT * FROM read_csv('${secret}')`,
  `WITH a AS MATERIALIZED (FROM '${secret}') FROM a`,
  `SELECT list_transform(ARRAY['/etc/passwd'], x -> (SELECT content FROM read_text(x)))`,
  `SELECT reduce(ARRAY[1], 0, (s, x) -> (SELECT count(*) FROM '${secret}'), s -> s)`,
  `SELECT format('%s', (SELECT content FROM read_text('/etc/passwd')))`,
  `SELECT CAST((SELECT content FROM read_text('/etc/passwd')) AS JSON)`,
  `SELECT TRY((SELECT content FROM read_text('/etc/passwd')))`,
  `SELECT x[(SELECT count(*) FROM '${secret}')] FROM (VALUES ARRAY[1]) AS t(x)`,
  `VALUES (SELECT content FROM read_text('/etc/passwd'))`,
  `VALUES 1, (SELECT content FROM read_text('/etc/passwd'))`,
  `DESCRIBE '${secret}'`,
  `DESCRIBE "${secret}"`,
  `SHOW COLUMNS FROM "${secret}"`,
  `SHOW COLUMNS FROM read_csv('${secret}')`,
  `DESC read_text('/etc/passwd')`,
  `SHOW TABLES LIKE 'a'; COPY (SELECT 1) TO '${root}/y.csv'`,
  `DESCRIBE waf_logs; DROP VIEW waf_logs`,
  `SHOW "${secret}"`,
  `TABLE '${secret}'`,
  `TABLE "${secret}"`,
  `EXPLAIN ANALYZE SELECT * FROM read_text('/etc/passwd')`,
  `EXPLAIN ANALYZE COPY (SELECT 1) TO '${root}/z.csv'`,
  `EXPLAIN EXPLAIN SELECT 1`,
  `EXPLAIN SET threads=1`,
  `SELECT getvariable('x')`,
  `SELECT current_setting/**/('threads')`,
  `SELECT "current_setting"('threads')`,
  `SELECT main.current_setting('threads')`,
  `SELECT system.main.current_setting('threads')`,
  `SELECT 'threads'.current_setting()`,
  `SELECT ('HOME').getenv()`,
  `SELECT ARRAY['HOME'].list_transform(x -> getenv(x))`,
  `SELECT athena_instant_of('x')`,
  `SELECT athena_json_field('{}', 'a', 0)`,
  `SELECT COLUMNS(x -> getenv('HOME')) FROM waf_logs`,
  `SELECT * FROM waf_logs TABLESAMPLE reservoir(getenv('HOME') ROWS)`,
  `SELECT * FROM waf_logs LIMIT (SELECT count(*) FROM '${secret}')`,
  `SELECT * FROM waf_logs ORDER BY (SELECT content FROM read_text('/etc/passwd'))`,
  `SELECT sum(n) OVER (ORDER BY (SELECT 1 FROM '${secret}')) FROM waf_logs`,
  `SELECT * FROM pragma_table_info('waf_logs')`,
  `SELECT * FROM duckdb_functions()`,
  `SELECT * FROM duckdb_temporary_files()`,
  `SELECT * FROM duckdb_databases()`,
  `SELECT * FROM sql_auto_complete('SEL')`,
  `SELECT * FROM test_all_types()`,
  `SELECT * FROM summary('waf_logs')`,
  `SELECT * FROM which_secret('s3://x', 's3')`,
  `SELECT * FROM enable_logging()`,
  `SELECT * FROM checkpoint()`,
  `SELECT * FROM force_checkpoint()`,
  `SELECT * FROM seq_scan('waf_logs')`,
  `SELECT * FROM arrow_scan(1, 2, 3)`,
  `SELECT * FROM pandas_scan(1)`,
  `SELECT * FROM parquet_file_metadata('${file}')`,
  `SELECT * FROM parquet_schema('${file}')`,
  `SELECT * FROM parquet_bloom_probe('${file}', 'n', 1)`,
  `SELECT * FROM read_json_objects('${secret}')`,
  `SELECT * FROM json_execute_serialized_sql('{}')`,
  `SELECT nextval('x')`,
  `SELECT currval('x')`,
  `SELECT set_config('a', 'b')`,
  `SELECT pg_read_file('/etc/passwd')`,
  `SELECT txid_current()`,
  `SELECT in_search_path('memory', 'main')`,
  `SELECT error('x')`,
  `SELECT * FROM main."waf_logs"; ATTACH 'x'`,
  `SELECT 1 /* ; */; /* */ DROP VIEW waf_logs -- `,
  `SELECT $tag$; DROP VIEW waf_logs; $tag$, 1; DROP VIEW waf_logs`,
  `SELECT X'27' || getenv('HOME')`,
  `SELECT substring((SELECT content FROM read_text('/etc/passwd')) FROM 1 FOR 2)`,
  `SELECT 1 FROM waf_logs MATCH_RECOGNIZE (x)`,
  `SELECT * FROM TABLE(read_text('/etc/passwd'))`,
  `SELECT * FROM "levee".read_text('/etc/passwd')`,
  `SELECT * FROM UNNEST((SELECT list(content) FROM read_text('/etc/passwd'))) AS t(x)`,
  `SELECT * FROM (PIVOT '${secret}' ON secret)`,
  `UNPIVOT '${secret}' ON COLUMNS(*)`,
  `SELECT * FROM (DESCRIBE '${secret}')`,
  `SELECT * FROM (SUMMARIZE '${secret}')`,
  `SELECT * FROM waf_logs AT (VERSION => 1)`,
  `SELECT * FROM waf_logs POSITIONAL JOIN '${secret}'`,
  `SELECT * FROM waf_logs ASOF JOIN '${secret}' ON true`,
  `SELECT * FROM http_get('http://198.51.100.1')`,
  `SELECT * FROM 's3://bucket/x.parquet'`,
  `SELECT * FROM "waf_logs/../../secret.csv"`,
  `WITH "waf_logs.csv" AS (SELECT 1) SELECT 1 FROM (SELECT * FROM "waf_logs.csv") t`,
  `SELECT \u202egetenv('HOME')`,
  `SELECT\u00a0getenv('HOME')`,
  `SELECT "getenv"\u3000('HOME')`,
  `FROM waf_logs SELECT getvariable('x')`,
])('%s is refused', async (sql) => {
  const problem = await world.problemOf(sql);
  expect(problem.message).toMatch(REFUSED);
  expect(problem.message).not.toContain('hidden');
  expect(problem.exitCode).toBe(2);
});

test('the tries have written nothing and changed no table', async () => {
  expect(existsSync(join(root, 'y.csv')) || existsSync(join(root, 'z.csv'))).toBe(false);
  expect(await world.rowsOf('SELECT * FROM waf_logs ORDER BY n')).toEqual(
    Array.from({ length: 10 }, (_, at) => [BigInt(at), 'GET', { clientip: `192.0.2.${at % 3}` }]),
  );
});

// What is translated stays what it is: no quote in it ends a text of ours.
test.each([
  ["U&'\\0027; DROP VIEW waf_logs; --'", "'; DROP VIEW waf_logs; --"],
  ["U&'!0027 || getenv(!0027HOME!0027) || !0027' UESCAPE '!'", "' || getenv('HOME') || '"],
  ["date_format(now(), ''' || getenv(''HOME'') || ''')", "' || getenv('HOME') || '"],
  ["format_datetime(now(), '''x'''' || getenv(''''HOME'''')''')", "x' || getenv('HOME')"],
  [
    `json_format(CAST(CAST(JSON '{}' AS ROW("a'', getenv(''HOME''), ''" varchar)) AS JSON))`,
    `{"a'', getenv(''HOME''), ''":null}`,
  ],
  [`CAST(JSON '{"a":1}' AS ROW("a"": getenv('HOME'), ""b" varchar))."a"": getenv('HOME'), ""b"`, null],
  ["to_hex(X'27')", '27'],
  ["regexp_like('a''b', '(?<n>a'')b')", true],
])('%s', async (expression, expected) => {
  expect(await world.rowsOf(`SELECT ${expression}`)).toEqual([[expected]]);
});

test.each([
  "SELECT INTERVAL ''' || getenv(''HOME'') || ''' DAY TO SECOND",
  "SELECT INTERVAL - '1'' || getenv(''HOME'') || ''' DAY",
  "SELECT regexp_like('x', '(?<a''>x)')",
  "SELECT trim(BOTH FROM read_text('/etc/passwd'))",
  'SELECT getenv',
  "SELECT X'2' || getenv('HOME')",
  "SELECT U&'\\zzzz'",
  "SELECT U&'\\d800'",
  "SELECT U&'\\0000'",
])('%s is an error', async (sql) => {
  expect(await world.problemOf(sql)).toBeInstanceOf(LeveeError);
});
