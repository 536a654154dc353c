import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../adapter/duckdb.ts';
import { KeptEngine, outputText, query, type OutputOptions, type TextOutput } from './index.ts';
import { cutText, padText, textWidth } from './text-width.ts';

const openEngine = () => openDuckdb({ threads: 1 });
const reader = await openEngine();
const kept = new KeptEngine(openEngine, []);
afterAll(() => {
  kept.close();
  reader.close();
});

/** What a query gives in one of the outputs. */
async function textOf(sql: string, output: TextOutput, options?: OutputOptions): Promise<string> {
  return query({ sql, tables: [], openEngine, kept }, async (result) =>
    (await Array.fromAsync(outputText(result, output, options))).join(''),
  );
}

describe('JSON', () => {
  test('loses no digit, no microsecond, no nesting', async () => {
    const text = await textOf(
      `SELECT 9007199254740993 AS big, 1.50::DECIMAL(5, 2) AS price, 0.1::DOUBLE AS ratio, 'é"\\' AS text,
        TIMESTAMPTZ '2026-01-31 00:00:00.000001Z' AS at, [1, NULL] AS list, {'a': {'b': true}} AS nested,
        MAP {'k': 12345678901234567890::HUGEINT} AS map, '\\xFF'::BLOB AS bytes, NULL AS none,
        'nan'::DOUBLE AS nan, '-infinity'::DOUBLE AS least, ['inf'::DOUBLE] AS inner_inf`,
      'ndjson',
    );
    expect(text).toBe(
      `{"big":9007199254740993,"price":1.50,"ratio":0.1,"text":"é\\"\\\\","at":"2026-01-31T00:00:00.000001Z",` +
        `"list":[1,null],"nested":{"a":{"b":true}},"map":{"k":12345678901234567890},"bytes":"/w==","none":null,` +
        `"nan":null,"least":null,"inner_inf":[null]}\n`,
    );
  });

  test('is one array, also of no and of many rows', async () => {
    expect(await textOf('SELECT 1 AS a WHERE false', 'json')).toBe('[]\n');
    expect(await textOf('SELECT 1 AS a', 'json')).toBe('[\n{"a":1}\n]\n');
    const many = JSON.parse(
      await textOf('SELECT range AS n FROM range(5000) ORDER BY n', 'json'),
    ) as unknown[];
    expect([many.length, many[4999]]).toEqual([5000, { n: 4999 }]);
  });

  test('of no rows is no line', async () => {
    expect(await textOf('SELECT 1 AS a WHERE false', 'ndjson')).toBe('');
  });

  test('two columns of one name are both there', async () => {
    expect(await textOf('SELECT 1 AS a, 2 AS a', 'ndjson')).toBe('{"a":1,"a_1":2}\n');
  });

  test('characters that could act on a terminal are escaped and read back the same', async () => {
    const sql = `SELECT 'a' || chr(27) || '[2J' || chr(155) || chr(8238) || chr(127) || chr(917505) AS t`;
    const text = await textOf(sql, 'ndjson');
    expect(text).toBe('{"t":"a\\u001b[2J\\u009b\\u202e\\u007f\\udb40\\udc01"}\n');
    expect(JSON.parse(text)).toEqual({ t: 'a\u001b[2J\u009b\u202e\u007f\u{e0001}' });
  });
});

describe('CSV', () => {
  test('follows RFC 4180; null is an empty field, an empty text is quoted', async () => {
    const sql = `SELECT * FROM (VALUES ('a,b', 'say "x"', NULL), ('two' || chr(10) || 'lines', '', ' x ')) AS t (a, "b c", c)`;
    expect(await textOf(sql, 'csv')).toBe('a,b c,c\r\n"a,b","say ""x""",\r\n"two\nlines","", x \r\n');
  });

  test.each([
    [`'=1+1'`, `'=1+1`],
    [`'+1'`, `'+1`],
    [`'-1'`, `'-1`],
    [`'@SUM(A1)'`, `'@SUM(A1)`],
    [`chr(9) || 'x'`, `'\tx`],
    [`chr(13) || 'x'`, `"'\rx"`],
    [`'=HYPERLINK("http://198.51.100.1")'`, `"'=HYPERLINK(""http://198.51.100.1"")"`],
    [`-1`, `-1`],
    [`-1.50::DECIMAL(5, 2)`, `-1.50`],
    [`-0.5::DOUBLE`, `-0.5`],
    [`'1=1'`, `1=1`],
    [`['=1']`, `"[""=1""]"`],
    [`{'a': NULL}`, `"{""a"":null}"`],
    [`true`, `true`],
  ])('%s is written %s', async (sql, expected) => {
    expect(await textOf(`SELECT ${sql} AS v`, 'csv')).toBe(`v\r\n${expected}\r\n`);
  });

  test('a column name can be a formula too', async () => {
    expect(await textOf('SELECT 1 AS "=cmd|x"', 'csv')).toBe("'=cmd|x\r\n1\r\n");
  });

  test('escapes act nowhere on a terminal', async () => {
    expect(await textOf('SELECT chr(27) AS v', 'csv', { isTerminal: true })).toBe('v\r\n\\x1b\r\n');
    expect(await textOf('SELECT chr(27) AS v', 'csv')).toBe('v\r\n\u001b\r\n');
  });

  test('is read back by another reader with the same values', async () => {
    const odd = `SELECT 'a"b,c' || chr(10) || 'd' AS text, 9007199254740993 AS n, NULL AS none, '日本 ' AS wide`;
    const csv = await textOf(odd, 'csv');
    const rows = await reader.withConnection(async (connection) => {
      await connection.run('CREATE TEMP TABLE got (text VARCHAR, n BIGINT, none VARCHAR, wide VARCHAR)');
      const folder = mkdtempSync(join(tmpdir(), 'levee-csv-'));
      writeFileSync(`${folder}/a.csv`, csv);
      await connection.run(`COPY got FROM '${folder}/a.csv' (HEADER, DELIM ',', QUOTE '"', ESCAPE '"')`);
      rmSync(folder, { recursive: true });
      return connection.rows('FROM got');
    });
    expect(rows).toEqual([{ text: 'a"b,c\nd', n: '9007199254740993', none: null, wide: '日本 ' }]);
  });
});

describe('a table', () => {
  test('is aligned: text to the left, numbers to the right', async () => {
    const sql = `SELECT * FROM (VALUES ('203.0.113.7', 12345, TIMESTAMPTZ '2026-01-31 10:00:00Z'),
      ('192.0.2.1', 7, TIMESTAMPTZ '2026-01-31 10:00:00.250Z')) AS t (client_ip, requests, last_seen)`;
    expect(await textOf(sql, 'table')).toBe(
      [
        'client_ip    requests  last_seen',
        '───────────  ────────  ───────────────────────',
        '203.0.113.7     12345  2026-01-31T10:00:00Z',
        '192.0.2.1           7  2026-01-31T10:00:00.25Z',
        '',
      ].join('\n'),
    );
  });

  test('cuts the widest columns until it fits the terminal', async () => {
    const text = await textOf(`SELECT 'short' AS a, rpad('x', 300, 'x') AS b, 1 AS n`, 'table', {
      width: 40,
    });
    expect(text.split('\n')).toEqual([
      `a      b${' '.repeat(31)}n`,
      `─────  ${'─'.repeat(30)}  ─`,
      `short  ${'x'.repeat(29)}…  1`,
      '',
    ]);
  });

  test('shows a row as a block where columns are too many', async () => {
    const columns = Array.from({ length: 12 }, (_, index) => `'value ${index}' AS column_${index}`);
    const text = await textOf(`SELECT ${columns.join(', ')}, NULL AS empty`, 'table', { width: 60 });
    const [rule, first] = text.split('\n');
    expect(rule).toMatch(/^── row 1 ─+$/);
    expect(first).toBe('column_0   value 0');
    expect(text).not.toContain('empty');
  });

  test('shows what could act on the terminal as text', async () => {
    const text = await textOf(
      `SELECT 'a' || chr(27) || '[31m' || chr(10) || chr(8238) AS "x\u202e"`,
      'table',
    );
    expect(text.split('\n')).toEqual(['x\\u202e', '───────────────────', 'a\\x1b[31m\\x0a\\u202e', '']);
  });

  test('counts wide characters as two cells and marks as none', async () => {
    const text = await textOf(
      `SELECT * FROM (VALUES ('日本', 1), ('e' || chr(769), 2), ('🚀', 3)) AS t (a, n)`,
      'table',
    );
    expect(text.split('\n').slice(1)).toEqual(['────  ─', '日本  1', 'e\u0301     2', '🚀    3', '']);
  });

  test('of no rows is its head; of many rows all are there', async () => {
    expect(await textOf('SELECT 1 AS a WHERE false', 'table')).toBe('a\n─\n');
    const lines = (await textOf('SELECT range AS n FROM range(5000) ORDER BY n', 'table'))
      .trimEnd()
      .split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([5002, '4999']);
  });

  test('of a plan is the plan', async () => {
    const text = await textOf('EXPLAIN SELECT 42 AS answer', 'table', { width: 30 });
    expect(text).toContain('PROJECTION');
    expect(text).not.toContain('\\x0a');
  });
});

test.each([
  ['abc', 3],
  ['日本', 4],
  ['ｗｉｄｅ', 8],
  ['한국', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['🚀', 2],
  ['𠀀', 2],
  ['', 0],
])('the width of %j is %i cells', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('cutting never splits a character and never exceeds the width', () => {
  expect(cutText('日本語', 5)).toBe('日本…');
  expect(cutText('日本語', 4)).toBe('日…');
  expect(cutText('🚀🚀', 4)).toBe('🚀🚀');
  expect(cutText('abc', 3)).toBe('abc');
  expect(padText(cutText('日本語', 4), 4, 'right')).toBe('日… ');
});
