import { afterAll, expect, test } from 'vitest';
import type { QueryView } from './index.ts';
import { openWorld } from './query-world.contract.ts';

const world = await openWorld();
afterAll(world.remove);
const { data, file, rowsOf, problemOf } = world;

/** The columns that the last query asked of the table; undefined for all. */
let asked: ReadonlySet<string> | undefined;

/** Columns that a relation of these has, and those of the file: `n`, `httpmethod`, `httprequest.clientip`. */
const logs = {
  name: 'logs',
  folders: [data],
  names: new Set(['n', 'httpmethod', 'httprequest', 'clientip']),
  derived: { address: 'httprequest.clientip' },
  open: async (_choose: unknown, _needles: unknown, columns?: ReadonlySet<string>) => {
    asked = columns;
    const all = ['n', 'httpmethod', 'httprequest'];
    const some = columns === undefined ? all : all.filter((name) => columns.has(name));
    return {
      relation: `(SELECT ${(some.length > 0 ? some : ['n']).join(', ')} FROM read_parquet('${file}'))`,
      covers: { files: 1, bytes: 1, allFiles: 1, allBytes: 1 },
    };
  },
};

const views: readonly QueryView[] = [
  { name: 'v', parts: [{ table: 'logs', columns: { number: 'n', verb: 'httpmethod' } }] },
];

const ask = (sql: string) => rowsOf(sql, { tables: [logs], views });
const columns = ['n', 'httpmethod', 'httprequest'] as const;

test.each<[string, readonly string[]]>([
  ['SELECT n FROM logs', ['n']],
  ['SELECT count(*) FROM logs', []],
  ['SELECT N AS m, "HTTPMETHOD" FROM logs ORDER BY m', ['n', 'httpmethod']],
  ["SELECT count(*) FROM logs WHERE httprequest.clientip = '192.0.2.1'", ['httprequest']],
  ["SELECT count(*) FROM logs WHERE address = '192.0.2.1'", ['httprequest']],
  ['SELECT l.n FROM logs l JOIN logs AS r USING (n)', ['n']],
  ['WITH w AS (SELECT n AS m FROM logs) SELECT m FROM w WHERE m > 2', ['n']],
  ['SELECT number FROM v', ['n']],
  ['SELECT count(*) FROM v', []],
  ['SELECT transform(ARRAY[n], x -> x + 1) FROM logs', ['n']],
  ['SELECT n FROM logs WHERE EXISTS (SELECT httpmethod FROM logs)', ['n', 'httpmethod']],
  ['SELECT t.e FROM logs CROSS JOIN UNNEST(ARRAY[n]) AS t(e)', ['n']],
])('%s needs few columns', async (sql, expected) => {
  expect((await ask(sql)).length).toBeGreaterThan(0);
  expect(columns.filter((name) => asked?.has(name))).toEqual(
    columns.filter((name) => expected.includes(name)),
  );
  expect(asked).toBeDefined();
});

test.each([
  'SELECT * FROM logs',
  'SELECT l.* FROM logs l',
  'FROM logs',
  'SELECT count(*) FROM (SELECT * FROM logs)',
  'WITH w AS (SELECT * FROM logs) SELECT n FROM w',
  'SELECT logs FROM logs',
  'SELECT l FROM logs AS l',
  'SELECT count(l) FROM logs AS l',
  'SELECT l.n FROM logs l NATURAL JOIN logs r',
  'SELECT a FROM logs AS l(a, b, c)',
  'SELECT #2 FROM logs',
  'SELECT * FROM v',
  'DESCRIBE logs',
  'SUMMARIZE logs',
])('%s needs all columns', async (sql) => {
  asked = new Set();
  const rows = await ask(sql).catch(() => undefined);
  expect(asked).toBeUndefined();
  // Some forms are not Athena's; none may be answered with less than the table has.
  expect(rows === undefined || rows.length > 0).toBe(true);
});

test('an error still names the column that was meant', async () => {
  const problem = await problemOf('SELECT httpmethid FROM logs', { tables: [logs], views });
  expect(problem.message).toContain('"httpmethid" not found');
  expect(problem.hint).toContain('httpmethod');
});

test('a table of which nobody knows the columns is opened whole', async () => {
  const { names: _names, ...unknown } = logs;
  asked = new Set();
  await rowsOf('SELECT n FROM logs', { tables: [unknown], views });
  expect(asked).toBeUndefined();
});
