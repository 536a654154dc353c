import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../adapter/duckdb.ts';
import { KeptEngine } from './kept-engine.ts';
import { openWorld } from './query-world.contract.ts';

const world = await openWorld();
afterAll(world.remove);
const { data, problemOf } = world;

describe('an error says what is wrong, where, and what to do', () => {
  test.each([
    [
      'SELECT *\nFROM waf_log',
      'there is no table waf_log\nline 2: FROM waf_log\n             ^',
      'did you mean waf_logs? tables: waf_logs, broken_logs, ingest_log',
    ],
    [
      'SELECT * FROM zzzzzzzz',
      'there is no table zzzzzzzz\nline 1: SELECT * FROM zzzzzzzz\n                      ^',
      'tables: waf_logs, broken_logs, ingest_log',
    ],
    [
      'SELECT\n  httpmetod\nFROM waf_logs',
      'Referenced column "httpmetod" not found in FROM clause!\nline 2:   httpmetod\n          ^',
      'did you mean "httpmethod", "httprequest"?',
    ],
    ['SELEC 1', 'syntax error at or near "SELEC"\nline 1: SELEC 1\n        ^', 'mend the SQL at the mark'],
    [
      'SELECT 1 +',
      'syntax error at end of input\nline 1: SELECT 1 +\n                  ^',
      'mend the SQL at the mark',
    ],
    [
      'SELECT lenght(httpmethod) FROM waf_logs',
      'lenght() cannot be used in a query: Athena has no such function\nline 1: SELECT lenght(httpmethod) FROM waf_logs\n               ^',
      'did you mean "length"?',
    ],
    [
      `SELECT '日本語', * FROM read_text('x')`,
      `read_text() cannot be used in FROM\nline 1: SELECT '日本語', * FROM read_text('x')\n                             ^`,
      'a query reads the tables of the lake only; SHOW TABLES lists them',
    ],
    [
      `SELECT httpmethod::INT FROM waf_logs`,
      `Could not convert string 'GET' to INT32 when casting from source column httpmethod\nline 1: SELECT httpmethod::INT FROM waf_logs\n                         ^`,
      'use try_cast() where a value may not fit',
    ],
    [
      'SELECT 1 AS a,\n  1 / (n - n) FROM (VALUES 1) AS t(n)',
      'Division by zero\nline 2:   1 / (n - n) FROM (VALUES 1) AS t(n)\n            ^',
      'use try_cast() where a value may not fit',
    ],
    [
      'SELECT n % 1,\n  1 / (n - n) FROM (VALUES 1) AS t(n)',
      'Division by zero\nat one of: line 1, column 10; line 2, column 5',
      'use try_cast() where a value may not fit',
    ],
    [
      "SELECT CAST(concat('x', 'y') AS integer)",
      "Could not convert string 'no whole number: xy' to INT32\nline 1: SELECT CAST(concat('x', 'y') AS integer)\n               ^",
      'use try_cast() where a value may not fit',
    ],
    [
      'SELECT httprequest.clientpi FROM waf_logs',
      'Could not find key "clientpi" in struct',
      'did you mean "clientip"?',
    ],
    [
      'SELECT httpmethod FROM waf_logs GROUP BY n',
      'column "httpmethod" must appear in the GROUP BY clause or must be part of an aggregate function.\nline 1: SELECT httpmethod FROM waf_logs GROUP BY n\n               ^',
      'either add it to the GROUP BY list, or use "ANY_VALUE(httpmethod)" if the exact value of "httpmethod" is not important',
    ],
    [
      'SELECT lower(5) FROM waf_logs',
      `No function matches the given name and argument types 'lower(INTEGER_LITERAL)'. You might need to add explicit type casts.\nline 1: SELECT lower(5) FROM waf_logs\n               ^`,
      'the function takes: lower(VARCHAR) -> VARCHAR',
    ],
    [
      'SELECT upper(5) FROM waf_logs',
      'upper() does not take these arguments here\nline 1: SELECT upper(5) FROM waf_logs\n               ^',
      'DESCRIBE and a table show its columns',
    ],
    [
      'SELECT ?',
      'Expected 1 parameters, but none were supplied',
      'check the values in the query and its parameters',
    ],
  ])('%j', async (sql, message, hint) => {
    const problem = await problemOf(sql);
    expect(problem.message.split('\n')).toEqual(message.split('\n'));
    expect(problem.hint).toBe(hint);
  });

  test('what stands in the log acts nowhere', async () => {
    const problem = await problemOf(`SELECT (httpmethod || chr(27) || '[2J')::INT FROM waf_logs`);
    expect(problem.message).toContain(String.raw`'GET\x1b[2J'`);
  });

  test('a lake file that is gone', async () => {
    const gone = {
      name: 'gone',
      folders: [data],
      open: async () => ({
        relation: `read_parquet(['${data}/gone.parquet'])`,
        covers: { files: 1, bytes: 100, allFiles: 1, allBytes: 100 },
      }),
    };
    const problem = await problemOf('FROM gone', { tables: [gone] });
    expect(problem.message).toContain('No files found');
    expect(problem.hint).toMatch(/run it again/);
  });

  test('too little memory', async () => {
    const kept = new KeptEngine(() => openDuckdb({ threads: 1, memory: '20MB' }), [data]);
    const problem = await problemOf('SELECT array_agg(range) FROM range(5_000_000)', { kept });
    kept.close();
    expect(problem.message).toMatch(
      /^the query needs more memory, or more temporary disk, than it may have: /,
    );
    expect(problem.hint).toMatch(/engine\.memory/);
  });

  test('too little temporary disk', async () => {
    const tempDirectory = mkdtempSync(join(tmpdir(), 'levee-spill-'));
    const limits = { threads: 1, memory: '30MB', tempDirectory };
    // 256 bytes for each of 70,000 rows, and as much again while they are sorted: more than the memory.
    const sql = `SELECT max(place) AS places FROM
      (SELECT row_number() OVER (ORDER BY repeat(md5(range::VARCHAR), 8)) AS place FROM range(70000))`;
    const kept = new KeptEngine(() => openDuckdb({ ...limits, tempDisk: '2MB' }), [data]);
    const problem = await problemOf(sql, { kept });
    kept.close();
    expect(problem.message).toMatch(/^the query needs more temporary disk than it may have: .*1\.9 MiB/);
    expect(problem.hint).toMatch(/engine\.tempDisk/);
    const enough = await openDuckdb({ ...limits, tempDisk: '5GB' });
    expect(await enough.withConnection((connection) => connection.rows(sql))).toEqual([{ places: '70000' }]);
    enough.close();
    rmSync(tempDirectory, { recursive: true });
  });
});
