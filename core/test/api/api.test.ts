import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allBoards, founding } from '#boards';
import {
  boardAnswer,
  histogramAnswer,
  rowsAnswer,
  topAnswer,
  type BoardAnswer,
  type Panel,
} from '../../src/api/contract.ts';
import { serveSimulated, type ServedLake } from './simulated-lake.ts';

const range = { from: '2026-05-04T00:00:00Z', to: '2026-05-06T00:00:00Z' };

let lake: ServedLake;
const boards = new Map<string, BoardAnswer>();

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${lake.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const answered = async (path: string, body: unknown): Promise<unknown> => (await post(path, body)).json();

beforeAll(async () => {
  lake = await serveSimulated(0);
  for (const { name } of allBoards)
    boards.set(name, boardAnswer.parse(await answered('board', { board: name, range })));
}, 120_000);

afterAll(() => lake.stop());

const panelOf = (board: string, id: string) => {
  const panel = boards.get(board)?.panels.find((each) => each.id === id);
  if (panel === undefined) throw new Error(`no panel ${id}`);
  return panel;
};

const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

/** Numbers that are near enough are taken for the expected ones: sums of doubles differ in order, percentiles by method. */
function near(given: unknown, expected: unknown, tolerance: number): unknown {
  if (Array.isArray(given) && Array.isArray(expected))
    return given.map((each: unknown, at) => near(each, expected[at], tolerance));
  if (typeof given !== 'number' || typeof expected !== 'number') return given;
  return Math.abs(given - expected) <= tolerance * Math.abs(expected) ? expected : given;
}

/** What the SQL gave and what the panel says, in the same form. */
function compared(panel: Panel, found: readonly Record<string, unknown>[]): readonly [unknown, unknown] {
  const rows = found.map((row) => Object.values(row));
  if (panel.kind === 'number') return [rows, [panel.amounts]];
  if (panel.kind === 'table') return [rows.length, panel.rows.length];
  if (panel.kind === 'timeline' || panel.kind === 'lines') {
    const sums = [...panel.series.flatMap(({ counts }) => counts), ...(panel.other ?? [])];
    const last = rows.map((row) => Number(row.at(-1) ?? 0));
    return [Math.round(total(last) * 1000), Math.round(total(sums) * 1000)];
  }
  const first = panel.kind === 'map' ? 1 : panel.fields.length;
  return [rows.map((row) => row[first]), panel.rows.map(({ amounts }) => amounts[0])];
}

describe('boards', () => {
  test.each(allBoards.flatMap(({ name, panels }) => panels.map(({ id }) => [name, id] as const)))(
    '%s: panel %s equals its own SQL',
    async (board, id) => {
      const panel = panelOf(board, id);
      const rows = await lake.ask(panel.sql);
      const [theirs, ours] = compared(panel, rows);
      expect(near(theirs, ours, 1e-9)).toEqual(ours);
    },
  );

  test('the numbers of the WAF board are those of SQL written by hand', async () => {
    const [row] = await lake.ask(
      `SELECT count(*) AS n, sum(CASE WHEN action = 'BLOCK' THEN 1 ELSE 0 END) AS b, count(DISTINCT client_ip) AS a FROM waf_logs WHERE day IN ('04', '05')`,
    );
    const panel = panelOf('waf', 'totals');
    if (panel.kind !== 'number') throw new Error('another kind');
    const amounts = Object.fromEntries(panel.metrics.map(({ name }, at) => [name, panel.amounts[at]]));
    expect(amounts).toMatchObject({ requests: row?.['n'], blocked: row?.['b'], addresses: row?.['a'] });
    expect(panel.previous?.[0]).toBe(0);
  });

  test('the busiest address over time has as many requests as rows, and all lines make the whole', async () => {
    const [most] = await lake.ask(
      'SELECT client_ip, count(*) AS n FROM waf_logs GROUP BY 1 ORDER BY n DESC LIMIT 1',
    );
    const [all] = await lake.ask('SELECT count(*) AS n FROM waf_logs');
    const panel = panelOf('waf', 'ips-over-time');
    if (panel.kind !== 'lines') throw new Error('another kind');
    expect(panel.series[0]).toMatchObject({ name: most?.['client_ip'], total: most?.['n'] });
    const sums = [...panel.series.map(({ counts }) => counts), panel.other ?? []].flat();
    expect(sums.reduce((sum, each) => sum + each, 0)).toBe(all?.['n']);
  });
});

test.each(founding.map(({ title, sql }) => [title, sql]))(
  'what the demo asks first is answered: %s',
  async (_title, sql) => {
    expect((await lake.ask(sql)).length).toBeGreaterThan(0);
  },
);

test('an unchanged lake answers from the cache', async () => {
  const body = { table: 'waf_logs', range, field: 'client_ip' };
  const first = topAnswer.parse(await answered('top', body));
  const second = topAnswer.parse(await answered('top', body));
  expect(second.values).toEqual(first.values);
  expect(second.covers).toMatchObject({ cached: true, files: first.covers.files });
});

test('a planted flood is the top address, in its window only', async () => {
  const flood = lake.truth.truth.find(({ type }) => type === 'http_flood');
  const [address = ''] = flood?.entities ?? [];
  const filters = [{ op: 'equals', field: 'client_ip', value: address }];
  const answer = histogramAnswer.parse(
    await answered('histogram', { table: 'waf_logs', range, filters, points: 48 }),
  );
  expect(answer.total).toBe(flood?.records);
});

test('a field that a board derives filters as the one that it is made of', async () => {
  const totalOf = async (filter: object) => {
    const body = { table: 'alb_access_logs', range, filters: [filter], points: 10 };
    return histogramAnswer.parse(await answered('histogram', body)).total;
  };
  const failed = await totalOf({ op: 'range', field: 'elb_status_code', from: 400, to: 499 });
  expect(failed).toBeGreaterThan(0);
  expect(await totalOf({ op: 'equals', field: 'status_class', value: '4xx' })).toBe(failed);
  const others = await totalOf({ op: 'equals', field: 'status_class', value: '4xx', not: true });
  expect(others + failed).toBe(await totalOf({ op: 'exists', field: 'elb_status_code' }));
});

test('pages give every row once, newest first, through many rows of one instant', async () => {
  const ids: string[] = [];
  const times: string[] = [];
  let after: string | undefined;
  do {
    const body = {
      table: 'vpc_flow_logs',
      range,
      limit: 1000,
      columns: ['srcaddr'],
      ...(after === undefined ? {} : { after }),
    };
    const page = rowsAnswer.parse(await answered('rows', body));
    ids.push(...page.rows.map(({ id }) => id));
    times.push(...page.rows.map(({ time }) => time));
    after = page.next ?? undefined;
  } while (after !== undefined);
  const [all] = await lake.ask('SELECT count(*) AS n FROM vpc_flow_logs');
  expect(ids).toHaveLength(Number(all?.['n']));
  expect(new Set(ids).size).toBe(ids.length);
  expect(times).toEqual(times.toSorted().toReversed());
});

test.each([
  [
    { op: 'cidr', field: 'client_ip', value: '203.0.113.0/26' },
    `client_ip LIKE '203.0.113.%' AND CAST(split_part(client_ip, '.', 4) AS INT) < 64`,
  ],
  [{ op: 'contains', field: 'httprequest.uri', value: "'LOGIN" }, 'false'],
  [{ op: 'starts', field: 'httprequest.uri', value: '/s' }, `httprequest.uri LIKE '/s%'`],
  [{ op: 'in', field: 'action', values: ['BLOCK', 'COUNT'] }, `action IN ('BLOCK', 'COUNT')`],
  [{ op: 'equals', field: 'action', value: 'BLOCK', not: true }, `action <> 'BLOCK'`],
  [
    { op: 'equals', field: 'labels.name', value: 'awswaf:clientip:geo:country:NL' },
    `labels::VARCHAR LIKE '%geo:country:NL%'`,
  ],
  [{ op: 'regex', field: 'client_ip', value: '^198\\.' }, `client_ip LIKE '198.%'`],
  [
    {
      op: 'or',
      filters: [
        { op: 'equals', field: 'action', value: 'BLOCK' },
        { op: 'starts', field: 'httprequest.uri', value: '/s', not: true },
      ],
    },
    `action = 'BLOCK' OR httprequest.uri NOT LIKE '/s%'`,
  ],
  [
    {
      op: 'or',
      not: true,
      filters: [
        { op: 'equals', field: 'action', value: 'BLOCK' },
        { op: 'exists', field: 'httprequest.uri', not: true },
      ],
    },
    `NOT (action = 'BLOCK' OR httprequest.uri IS NULL)`,
  ],
] as const)('the filter %j finds what SQL written by hand finds', async (filter, where) => {
  const answer = histogramAnswer.parse(
    await answered('histogram', { table: 'waf_logs', range, filters: [filter] }),
  );
  const [row] = await lake.ask(`SELECT count(*) AS n FROM waf_logs WHERE ${where}`);
  expect(answer.total).toBe(row?.['n']);
});

test.each([
  ['top', { table: 'waf_logs', range, field: 'nothing' }, 400, 'field'],
  ['top', { table: 'nothing', range, field: 'action' }, 404, 'table'],
  ['top', { table: 'waf_logs', range, field: 'action', n: 0 }, 400, 'n'],
  ['histogram', { table: 'waf_logs', range: { from: range.to, to: range.from } }, 400, 'range.to'],
  ['rows', { table: 'waf_logs', range, after: "1-'; DROP" }, 400, 'after'],
  ['board', { board: 'nothing', range }, 404, 'board'],
])('%s refuses %j and says which field', async (...asked) => {
  const [path, body, status, field] = asked;
  const response = await post(path, body);
  expect([response.status, await response.json()]).toMatchObject([status, { error: { field } }]);
});

test('other origins and other forms are refused', async () => {
  expect((await post('rejects', {}, { origin: 'http://attacker.example' })).status).toBe(403);
  expect((await post('rejects', {}, { 'content-type': 'text/plain' })).status).toBe(400);
});

test('SQL is started, asked after and read', async () => {
  const started = (await answered('sql', { sql: 'SELECT 9007199254740993 AS big' })) as { id: string };
  const state = async () =>
    (await fetch(`${lake.url}/api/v1/sql/${started.id}`)).json() as Promise<{ state: string }>;
  await expect.poll(async () => (await state()).state, { timeout: 10_000 }).toBe('done');
  const result = await fetch(`${lake.url}/api/v1/sql/${started.id}/result?form=json`);
  expect(await result.json()).toMatchObject({ rows: [['9007199254740993']] });
});
