import { expect, test } from 'vitest';
import { rewritten } from './rewrite.ts';
import type { DistributedLake } from './rewrite-tables.ts';

const lake: DistributedLake = {
  qualifier: '"c"."s".',
  tables: [
    { name: 'waf_logs', aliases: ['waf', 'lake.logs'], derived: { uri: 'httprequest.uri' } },
    { name: 'flows', aliases: [], derived: { source: '"src"', hour: 'h', date: 'd' } },
  ],
  views: [
    {
      name: 'both',
      parts: [
        { table: 'waf_logs', columns: { a: 'action' } },
        { table: 'flows', columns: { a: "'x'" } },
      ],
    },
  ],
};
const trino = (sql: string): string => rewritten({ sql }, 'trino', lake).sql;
const athena = (sql: string): string => rewritten({ sql }, 'athena', lake).sql;

test.each([
  ['SELECT 1 FROM waf_logs', 'SELECT 1 FROM "c"."s"."waf_logs"'],
  ['SELECT 1 FROM WAF_LOGS w;', 'SELECT 1 FROM "c"."s"."waf_logs" w'],
  [
    'select 1 from "Any DB"."waf_logs" where waf_logs.action = 1',
    'select 1 from "c"."s"."waf_logs" where waf_logs.action = 1',
  ],
  ['SELECT 1 FROM awsdatacatalog.d.waf_logs', 'SELECT 1 FROM "c"."s"."waf_logs"'],
  ['SELECT 1 FROM waf WHERE 1=1', 'SELECT 1 FROM "c"."s"."waf_logs" AS "waf" WHERE 1=1'],
  ['SELECT 1 FROM lake.logs, flows f', 'SELECT 1 FROM "c"."s"."waf_logs" AS "logs", "c"."s"."flows" f'],
  [
    'SELECT source FROM flows',
    'SELECT source FROM (SELECT *, "src" AS "source" FROM "c"."s"."flows") AS "flows"',
  ],
  [
    'SELECT uri FROM waf_logs AS x',
    'SELECT uri FROM (SELECT *, httprequest.uri AS "uri" FROM "c"."s"."waf_logs") AS x',
  ],
  [
    'SELECT a FROM both',
    `SELECT a FROM (SELECT action AS "a" FROM "c"."s"."waf_logs" UNION ALL SELECT 'x' AS "a" FROM "c"."s"."flows") AS "both"`,
  ],
  [
    'SELECT 1 FROM other.thing t JOIN (flows a CROSS JOIN waf) ON true',
    'SELECT 1 FROM other.thing t JOIN ("c"."s"."flows" a CROSS JOIN "c"."s"."waf_logs" AS "waf") ON true',
  ],
  ['SELECT 1 FROM other.pg.flows', 'SELECT 1 FROM other.pg.flows'],
  ['SELECT 1 FROM information_schema.tables', 'SELECT 1 FROM information_schema.tables'],
  [
    "SELECT extract(day FROM flows), trim(BOTH 'x' FROM waf) FROM t",
    "SELECT extract(day FROM flows), trim(BOTH 'x' FROM waf) FROM t",
  ],
  [
    'SELECT flows, waf FROM t WHERE x IN (SELECT flows FROM flows)',
    'SELECT flows, waf FROM t WHERE x IN (SELECT flows FROM "c"."s"."flows")',
  ],
  ['SELECT t.from, flows FROM t', 'SELECT t.from, flows FROM t'],
  [
    "SELECT 'FROM flows' /* FROM flows */ -- FROM flows\nFROM flows",
    `SELECT 'FROM flows' /* FROM flows */ -- FROM flows\nFROM "c"."s"."flows"`,
  ],
  ['SELECT 1 FROM flows FOR TIMESTAMP AS OF x', 'SELECT 1 FROM "c"."s"."flows" FOR TIMESTAMP AS OF x'],
  [
    'SELECT 1 FROM flows UNION ALL SELECT 2 FROM waf',
    'SELECT 1 FROM "c"."s"."flows" UNION ALL SELECT 2 FROM "c"."s"."waf_logs" AS "waf"',
  ],
  ['EXPLAIN ANALYZE SELECT 1 FROM flows', 'EXPLAIN ANALYZE SELECT 1 FROM "c"."s"."flows"'],
  ['SHOW TABLES', 'SHOW TABLES'],
  ['DESCRIBE flows', 'DESCRIBE flows'],
])('%s', (sql, expected) => {
  expect(athena(sql)).toBe(expected);
  expect(trino(sql)).toBe(expected);
});

test('a name that WITH gives is the query from there on, and the table before', () => {
  expect(
    trino('WITH flows AS (SELECT 1 FROM flows), z (a) AS (SELECT 2 FROM flows) SELECT * FROM flows, z, waf'),
  ).toBe(
    'WITH flows AS (SELECT 1 FROM "c"."s"."flows"), z (a) AS (SELECT 2 FROM flows) SELECT * FROM flows, z, "c"."s"."waf_logs" AS "waf"',
  );
});

test.each([
  'SELECT * FROM flows WHERE hour(x) = 1',
  "SELECT * FROM flows WHERE x = date '2026-03-28'",
  "SELECT *, CAST(x AS date) AS hour FROM flows WHERE x > now() - interval '1' hour",
  'SELECT * FROM flows WHERE extract(hour FROM x) = 1',
])('a word that is no column adds none: %s', (sql) => {
  expect(trino(sql)).toBe(sql.replace('FROM flows', 'FROM "c"."s"."flows"'));
});

test.each(['hour = 1', 'flows.hour = 1', '"date" = x', 'x BETWEEN date AND y', "date IN ('a')"])(
  '%s names a column',
  (condition) => {
    expect(trino(`SELECT * FROM flows WHERE ${condition}`)).toMatch(
      /FROM \(SELECT \*, [hd] AS "(?:hour|date)" FROM/,
    );
  },
);

const unnest = (inner: string): string => `SELECT 1 FROM t CROSS JOIN UNNEST(${inner}`;
// What stands in the first column is AWS's way of writing; the second is what Trino needs to mean the same.
test.each([
  [
    'httprequest.headers) AS t(header)',
    'transform(httprequest.headers, element -> ROW(element))) AS t(header)',
  ],
  ['a) t (x)', 'transform(a, element -> ROW(element))) t (x)'],
  ['m) AS t(k, v)', 'm) AS t(k, v)'],
  [
    'a, b) AS t(x, y)',
    'transform(a, element -> ROW(element)), transform(b, element -> ROW(element))) AS t(x, y)',
  ],
  ['a) WITH ORDINALITY AS t(x, n)', 'transform(a, element -> ROW(element))) WITH ORDINALITY AS t(x, n)'],
  ['m) WITH ORDINALITY AS t(k, v, n)', 'm) WITH ORDINALITY AS t(k, v, n)'],
  [
    "CAST(json_parse(f(a, ',')) AS ARRAY(ROW(x varchar, y bigint))))",
    "transform(CAST(json_parse(f(a, ',')) AS ARRAY(ROW(x varchar, y bigint))), element -> ROW(element)))",
  ],
  [
    "split(a, ','), map_agg(k, v)) AS t(x, k, v)",
    "transform(split(a, ','), element -> ROW(element)), map_agg(k, v)) AS t(x, k, v)",
  ],
  ['ARRAY[1, 2])', 'transform(ARRAY[1, 2], element -> ROW(element)))'],
  ['CAST(x AS MAP(varchar, varchar)))', 'CAST(x AS MAP(varchar, varchar)))'],
])('UNNEST(%s', (inner, expected) => {
  expect(trino(unnest(inner))).toBe(unnest(expected));
  expect(athena(unnest(inner))).toBe(unnest(inner));
});

test('where nothing tells arrays from maps, the place is named', () => {
  expect(() => trino('SELECT *\nFROM t, UNNEST(a.b)')).toThrow(
    'it is not clear what UNNEST makes of this argument\nline 2: FROM t, UNNEST(a.b)\n                       ^',
  );
  expect(() => trino(unnest('a, b) AS t(x, y, z)'))).toThrow('it is not clear');
  expect(athena('SELECT * FROM t, UNNEST(a.b)')).toBe('SELECT * FROM t, UNNEST(a.b)');
});

test.each([
  ['', 'the query is empty'],
  [' -- nothing\n;', 'the query is empty'],
  ['SELECT 1; SELECT 2', 'several statements at once'],
  ['DELETE FROM waf_logs', 'this statement is not a query'],
  ['EXPLAIN ANALYZE DELETE FROM waf_logs', 'this statement is not a query'],
  ['EXPLAIN ANALYZE VERBOSE INSERT INTO t SELECT 1', 'this statement is not a query'],
  ['EXPLAIN (TYPE LOGICAL, FORMAT JSON) CREATE TABLE t AS SELECT 1', 'this statement is not a query'],
  ['/* x */ drop table t', 'this statement is not a query'],
  ['CALL system.runtime.kill_query()', 'this statement is not a query'],
  ["EXECUTE IMMEDIATE 'DROP TABLE t'", 'this statement is not a query'],
  ['SET SESSION x = 1', 'this statement is not a query'],
  ['SHOW SESSION', 'this statement is not a query'],
  ['SHOW GRANTS', 'this statement is not a query'],
  ['UNLOAD (SELECT 1) TO x', 'this statement is not a query'],
  ['WITH SESSION a = 1 SELECT 1', 'a query changes no setting'],
  [
    'WITH FUNCTION f() RETURNS bigint RETURN 1 SELECT f()',
    'a query changes no setting and makes no function',
  ],
  [
    "SELECT * FROM TABLE(pg.system.query(query => 'DELETE FROM t'))",
    'table functions cannot be used in FROM',
  ],
  ["SELECT * FROM t, TABLE ( system.query('x') )", 'table functions cannot be used in FROM'],
  [
    'SELECT source FROM flows FOR VERSION AS OF 1',
    'a version or time can only be asked of a table by its own name',
  ],
])('%j is refused', (sql, message) => {
  expect(() => trino(sql)).toThrow(message);
  expect(() => athena(sql)).toThrow(message);
});

test('text that is never closed, deep brackets and odd names do no harm', () => {
  for (const sql of [
    "SELECT 'x",
    'SELECT "x',
    'SELECT (((((',
    'SELECT * FROM UNNEST(',
    'SELECT * FROM (',
    `SELECT ${'('.repeat(5000)}`,
  ]) {
    const made = ((): string => {
      try {
        return trino(sql);
      } catch (error) {
        return String(error);
      }
    })();
    expect(made).toMatch(/SELECT|it is not clear/);
  }
});

// Each would take minutes if brackets were looked for again and again.
test.each([
  ['brackets', '('.repeat(80_000)],
  ['names like those of WITH', ', a('.repeat(60_000)],
  ['calls in UNNEST', `1 FROM UNNEST(${'f('.repeat(50_000)}a${')'.repeat(50_000)}) AS t(x)`],
])('80,000 %s', { timeout: 10_000 }, (_, rest) => {
  expect(trino(`SELECT ${rest}`)).toContain('SELECT');
});

test('a query that is too long is refused', () => {
  expect(() => trino(`SELECT '${'x'.repeat(250_000)}'`)).toThrow(
    'the query is longer than 250000 characters',
  );
});

test('partition strings get the form that a query writes, where it reads the lake alone', () => {
  expect(trino("SELECT 1 FROM flows f WHERE f.day >= '2026/11/25' AND year = 2026")).toBe(
    `SELECT 1 FROM "c"."s"."flows" f WHERE date_format(f.event_time, '%Y/%m/%d') >= '2026/11/25' AND year = '2026'`,
  );
  expect(
    rewritten({ sql: 'SELECT 1 FROM flows WHERE day = ?', parameters: ['2026-11-25'] }, 'athena', lake).sql,
  ).toBe(`SELECT 1 FROM "c"."s"."flows" WHERE date_format(event_time, '%Y-%m-%d') = ?`);
  for (const sql of [
    "SELECT 1 FROM other.thing WHERE day = '2026/11/25'",
    `SELECT 1 FROM "c"."s"."flows" WHERE day = '25' AND dt = '2026/11/25'`,
    `SELECT 1 FROM "c"."s"."flows" WHERE month = 123 AND hour = i + 1 AND 5 < hour + 1`,
  ])
    expect(trino(sql)).toBe(sql);
});

test('places in the rewritten text are found again in the person’s', () => {
  const sql = 'SELECT nothing\nFROM waf, flows WHERE nothing = 1';
  const { sql: made, offsetOf } = rewritten({ sql }, 'trino', lake);
  const column = (made.split('\n')[1] ?? '').indexOf('nothing') + 1;
  expect(sql.slice(offsetOf(2, column))).toBe('nothing = 1');
  expect(sql.slice(offsetOf(1, 8))).toBe('nothing\nFROM waf, flows WHERE nothing = 1');
  expect(sql.slice(offsetOf(2, 9))).toBe('waf, flows WHERE nothing = 1');
});

test('places behind a partition string that was written otherwise are found too', () => {
  const sql = "SELECT 1 FROM flows WHERE day = '2026/11/25' AND nothing = 1";
  const { sql: made, offsetOf } = rewritten({ sql }, 'trino', lake);
  expect(sql.slice(offsetOf(1, made.indexOf('nothing') + 1))).toBe('nothing = 1');
  expect(sql.slice(offsetOf(1, made.indexOf('date_format') + 1))).toMatch(/^day = /);
  expect(sql.slice(offsetOf(1, made.indexOf('WHERE') + 1))).toMatch(/^WHERE day/);
});
