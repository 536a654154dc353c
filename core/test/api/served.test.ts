import { request } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desk, type ApiWorld } from '#api';
import { serveLake } from '../../src/bin/serve-command.ts';
import { configOf, withLake } from '../../src/bin/context.ts';
import {
  boardAnswer,
  enginesAnswer,
  entityAnswer,
  errorSchema,
  estimateAnswer,
  eventAnswer,
  histogramAnswer,
  huntAnswer,
  ingestAnswer,
  progressLine,
  rejectsAnswer,
  rowsAnswer,
  sqlAnswer,
  tablesAnswer,
  topAnswer,
  type Covers,
} from '../../src/api/contract.ts';
import { estimate } from '../../src/api/sql-estimate.ts';
import { serveSimulated, type ServedLake } from './simulated-lake.ts';

/** The API of a running server: what every answer says, what it refuses, and whom. */
const range = { from: '2026-05-04T00:00:00Z', to: '2026-05-06T00:00:00Z' };
let lake: ServedLake;
beforeAll(async () => {
  lake = await serveSimulated(0);
}, 600_000);
afterAll(() => lake.stop());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Node's own client, as `fetch` lets nobody choose `Host`. */
const send = (url: string, { method, headers = {}, body }: Asked = {}): Promise<Told> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const sent = request(
      url,
      {
        method: method ?? (text === undefined ? 'GET' : 'POST'),
        headers: {
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(pieces).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });

const api = (path: string, asked?: Asked): Promise<Told> => send(`${lake.url}/api/v1/${path}`, asked);
const json = async (path: string, body?: unknown): Promise<unknown> =>
  JSON.parse((await api(path, body === undefined ? {} : { body })).text);

describe('covers', () => {
  test('every endpoint says what it rests on', async () => {
    const page = rowsAnswer.parse(await json('rows', { table: 'waf_logs', range, limit: 3 }));
    const id = page.rows[0]?.id;
    const answers: readonly { covers: Covers }[] = [
      tablesAnswer.parse(await json('tables')),
      ingestAnswer.parse(await json('ingest')),
      histogramAnswer.parse(await json('histogram', { table: 'waf_logs', range })),
      topAnswer.parse(await json('top', { table: 'waf_logs', range, field: 'action' })),
      eventAnswer.parse(await json('event', { table: 'waf_logs', id })),
      boardAnswer.parse(await json('board', { board: 'waf', range })),
      entityAnswer.parse(await json('entity', { value: '203.0.113.99', range })),
      huntAnswer.parse(await json('hunt', { range, filters: [{ op: 'exists', field: 'client_ip' }] })),
      rejectsAnswer.parse(await json('rejects', {})),
      page,
    ];
    for (const { covers } of answers) {
      expect(covers.files === 0).toBe(covers.rows === 0);
      expect(covers.elapsedMs).toBeGreaterThanOrEqual(0);
    }
  });

  test('rows, files and bytes are those of the data files, each once', async () => {
    const { covers } = boardAnswer.parse(
      await json('board', {
        board: 'waf',
        range: { from: '2026-05-04T12:00:00Z', to: '2026-05-04T18:00:00Z' },
      }),
    );
    const [row] = await lake.ask("SELECT count(*) AS n FROM waf_logs WHERE day = '04'");
    const files = await lake.world.lake.scan('waf_logs', { days: { from: '2026-05-04', to: '2026-05-04' } });
    expect(covers.rows).toBe(row?.['n']);
    expect(covers.files).toBe(files?.files.length);
    expect(covers.bytes).toBe(files?.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  test('a limit that cuts says what it leaves out, one that does not says nothing', async () => {
    const few = topAnswer.parse(await json('top', { table: 'waf_logs', range, field: 'client_ip', n: 5 }));
    expect(few.covers.limits).toEqual([
      { limit: '5 values', cut: `${(few.distinct - 5).toLocaleString('en-US')} more` },
    ]);
    const all = topAnswer.parse(await json('top', { table: 'waf_logs', range, field: 'action' }));
    expect(all.covers.limits).toEqual([]);
    const page = rowsAnswer.parse(await json('rows', { table: 'waf_logs', range, limit: 3 }));
    expect(page.covers.limits).toEqual([{ limit: '3 rows', cut: 'the rows after them' }]);
    const split = histogramAnswer.parse(
      await json('histogram', { table: 'waf_logs', range, split: 'client_ip' }),
    );
    expect(split.covers.limits[0]?.cut).toBe(
      `${(few.distinct - 10).toLocaleString('en-US')} more, together as other`,
    );
  });
});

describe('SQL', () => {
  const ended = async (body: unknown) => {
    let state = sqlAnswer.parse(await json('sql', body));
    while (state.state === 'running') state = sqlAnswer.parse(await json(`sql/${state.id}`));
    return state;
  };

  test('a result that is cut says so, and what it rests on', async () => {
    const state = await ended({ sql: 'SELECT client_ip FROM waf_logs', rows: 7 });
    expect(state).toMatchObject({ state: 'done', engine: 'duckdb', rows: 7, isCut: true, progress: 1 });
    const [all] = await lake.ask('SELECT count(*) AS n FROM waf_logs');
    expect(state.covers).toMatchObject({
      rows: all?.['n'],
      limits: [{ limit: '7 rows', cut: 'the rows after them' }],
    });
  });

  test('what needs an engine of its own is answered too', async () => {
    const named = await ended({
      sql: "SELECT table_name FROM information_schema.tables WHERE table_name = 'waf_logs' AND table_schema = 'levee'",
    });
    expect(named).toMatchObject({ state: 'done', rows: 1, error: null });
    const whole = await ended({ sql: 'SELECT count(*) FROM levee.waf_logs' });
    expect(whole).toMatchObject({ state: 'done', rows: 1, error: null });
  });

  test('the result comes as JSON, NDJSON, CSV and Parquet', async () => {
    const { id } = await ended({ sql: "SELECT 1 AS a, '=cmd' AS b" });
    const text = async (form: string) => (await api(`sql/${id}/result?form=${form}`)).text;
    expect(JSON.parse(await text('json'))).toMatchObject({ rows: [[1, '=cmd']], isCut: false });
    expect(await text('ndjson')).toBe('{"a":1,"b":"=cmd"}\n');
    expect(await text('csv')).toContain("1,'=cmd");
    expect((await text('parquet')).slice(0, 4)).toBe('PAR1');
    expect((await api(`sql/${id}/result?form=xml`)).status).toBe(400);
  });

  test('a query is cancelled', async () => {
    const { id } = sqlAnswer.parse(
      await json('sql', { sql: 'SELECT count(*) FROM range(10000000000000) AS t(i) WHERE i % 7 = 3' }),
    );
    await api(`sql/${id}`, { method: 'DELETE' });
    await expect
      .poll(async () => sqlAnswer.parse(await json(`sql/${id}`)).state, { timeout: 20_000 })
      .toBe('cancelled');
  });

  test('engines and what a query would read', async () => {
    expect(enginesAnswer.parse(await json('engines'))).toEqual({
      engines: [{ name: 'duckdb', isDefault: true, dollarsPerTerabyte: null }],
    });
    const day = estimateAnswer.parse(
      await json('sql/estimate', { sql: "SELECT * FROM waf_logs WHERE day = '04'" }),
    );
    const whole = estimateAnswer.parse(await json('sql/estimate', { sql: 'SELECT * FROM waf_logs' }));
    expect(whole.bytes).toBe(whole.tables[0]?.allBytes);
    expect(day.bytes).toBeLessThan(whole.bytes);
    expect(day).toMatchObject({ engine: 'duckdb', costUsd: null, isLarge: false, note: null });
    expect((await api('sql/estimate', { body: { sql: 'SELECT 1', engine: 'athena' } })).status).toBe(400);
  });

  test('on Athena the cost is known before, and a large query is for a person to allow', async () => {
    const remote = (perTerabyte: number): ApiWorld => ({
      ...lake.world,
      defaultEngine: 'athena',
      remotes: [
        {
          name: 'athena',
          dollarsPerTerabyte: perTerabyte,
          costOf: (bytes) => (bytes * perTerabyte) / 2 ** 40,
          query: () => Promise.reject(new Error('an estimate runs nothing')),
        },
      ],
    });
    const { signal } = new AbortController();
    const sql = 'SELECT * FROM waf_logs';
    const cheap = await estimate(remote(5), { sql }, signal);
    expect(cheap).toMatchObject({ engine: 'athena', isLarge: false });
    expect(cheap.costUsd).toBeCloseTo((cheap.bytes * 5) / 2 ** 40, 12);
    expect(await estimate(remote(5e9), { sql }, signal)).toMatchObject({ isLarge: true });
    const unknown = await estimate(remote(5), { sql: 'SELECT no_such_function(1) FROM waf_logs' }, signal);
    expect(unknown).toMatchObject({ isLarge: true, costUsd: null, files: 0 });
    expect(unknown.note).toContain('nothing is known');
  });
});

describe('progress', () => {
  const lines = { accept: 'application/x-ndjson' };

  test('lines end with the same answer', async () => {
    const body = { table: 'waf_logs', range, split: 'action' };
    const { text, headers } = await api('histogram', { body, headers: lines });
    expect(headers['content-type']).toBe('application/x-ndjson');
    const found = text
      .trimEnd()
      .split('\n')
      .map((line) => progressLine.parse(JSON.parse(line)));
    const last = found.at(-1);
    const plain = histogramAnswer.parse(await json('histogram', body));
    expect(last).toMatchObject({ answer: { series: plain.series, total: plain.total } });
    expect(found.slice(0, -1).every((line) => 'progress' in line)).toBe(true);
  });

  test('a refusal keeps its status', async () => {
    const { status, text } = await api('top', {
      body: { table: 'waf_logs', range, field: 'nothing' },
      headers: lines,
    });
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: { field: 'field' } }]);
  });

  test('a long question tells how far it is, and stops when its client goes', async () => {
    const stop = new AbortController();
    const shares: (number | null)[] = [];
    const watch = (share: number | null) => {
      shares.push(share);
      stop.abort();
    };
    const asking = new Desk(lake.world.engine).asking({ signal: stop.signal, watch }, (ask) =>
      ask('SELECT count(*) FROM range(10000000000000) AS t(i) WHERE i % 7 = 3'),
    );
    await expect(asking).rejects.toThrow('cancelled');
    expect(shares.every((share) => share === null || (share >= 0 && share <= 1))).toBe(true);
  });
});

describe('bad parameters', () => {
  const words = fc.constantFrom(
    'waf_logs',
    'action',
    'client_ip',
    'labels.name',
    'nothing',
    "x'; DROP TABLE waf_logs; --",
    '',
    '\u0000',
    '..',
    '__proto__',
  );
  const value = fc.oneof(
    words,
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt().map(String),
  );
  const filter = fc.record(
    {
      op: fc.constantFrom(
        'equals',
        'in',
        'any',
        'exists',
        'cidr',
        'contains',
        'starts',
        'regex',
        'range',
        'else',
      ),
      field: words,
      fields: fc.array(words, { maxLength: 3 }),
      value,
      values: fc.array(value, { maxLength: 3 }),
      from: value,
      to: value,
      not: value,
    },
    { requiredKeys: ['op'] },
  );
  const time = fc.oneof(
    fc.constantFrom(range.from, range.to, 'yesterday', '9999-12-31T23:59:59Z'),
    fc.string(),
  );
  const body = fc.record(
    {
      table: words,
      board: words,
      field: words,
      split: words,
      id: words,
      after: words,
      value,
      range: fc.record({ from: time, to: time }, { requiredKeys: [] }),
      filters: fc.array(filter, { maxLength: 2 }),
      columns: fc.array(words, { maxLength: 2 }),
      n: value,
      limit: value,
      points: value,
      order: words,
    },
    { requiredKeys: [] },
  );
  const path = fc.constantFrom(
    'histogram',
    'top',
    'rows',
    'event',
    'board',
    'entity',
    'hunt',
    'rejects',
    'sql',
    'sql/estimate',
  );

  test('whatever is sent is answered, or refused with the field and what was expected', async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.oneof(body, fc.jsonValue()), async (to, sent) => {
        const { status, text } = await api(to, { body: JSON.stringify(sent) });
        if (status === 200 || status === 202) return;
        const { error } = errorSchema.parse(JSON.parse(text));
        const isNamed = status !== 400 || (error.field !== undefined && error.expected !== undefined);
        expect({ to, sent, text, isKnown: [400, 404, 429].includes(status) && isNamed }).toMatchObject({
          isKnown: true,
        });
      }),
      { numRuns: 300, seed: 7 },
    );
  }, 600_000);

  test.each<[string, object, string]>([
    ['top', { field: 'action' }, 'table'],
    ['top', { table: 'waf_logs', field: 'action', range: { from: 'x', to: range.to } }, 'range.from'],
    ['top', { table: 'waf_logs', field: 'action', range, n: 1001 }, 'n'],
    ['rows', { table: 'waf_logs', range, limit: 0 }, 'limit'],
    ['rows', { table: 'waf_logs', range, order: 'random' }, 'order'],
    ['histogram', { table: 'waf_logs', range, points: 301 }, 'points'],
    ['hunt', { range, filters: [] }, 'filters'],
    ['hunt', { range, filters: [{ op: 'regex', field: 'client_ip', value: '(' }] }, 'filters.value'],
    [
      'hunt',
      {
        range,
        filters: [
          {
            op: 'or',
            filters: [
              { op: 'exists', field: 'client_ip' },
              { op: 'regex', field: 'client_ip', value: '(' },
            ],
          },
        ],
      },
      'filters.value',
    ],
    [
      'histogram',
      { table: 'waf_logs', range, filters: [{ op: 'range', field: 'action', from: 3 }] },
      'filters.value',
    ],
    [
      'histogram',
      { table: 'waf_logs', range, filters: [{ op: 'cidr', field: 'client_ip', value: '1/64' }] },
      'filters.value',
    ],
    ['sql', { sql: '' }, 'sql'],
    ['sql', { sql: 'SELECT 1', engine: 'presto' }, 'engine'],
  ])('%s %j names the field', async (to, sent, field) => {
    const { status, text } = await api(to, { body: sent });
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: { field } }]);
  });

  test.each([
    ['no JSON', '{', {}],
    ['another type', '{}', { 'content-type': 'text/plain' }],
    ['a body without its length', '{}', { 'content-length': '0' }],
  ])('a body that is %s', async (_what, text, headers) => {
    expect((await api('rejects', { method: 'POST', body: text, headers })).status).toBe(400);
  });

  test('too long a body is refused', async () => {
    const { status } = await api('rejects', { body: { format: 'x'.repeat(300_000) } }).catch(() => ({
      status: 400,
    }));
    expect(status).toBe(400);
  });
});

describe('who may ask', () => {
  test.each([
    ['another name for this machine', { host: 'attacker.example' }],
    ['a name that begins like this machine', { host: '127.0.0.1.attacker.example' }],
    ['a page of another origin', { origin: 'http://attacker.example' }],
    ['a page of no origin', { origin: 'null' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused', async (_who, headers) => {
    for (const asked of [{ headers }, { headers, body: {}, method: 'POST' }])
      expect((await api('body' in asked ? 'rejects' : 'tables', asked)).status).toBe(403);
  });

  test('no other origin is ever let in', async () => {
    const preflight = await api('rejects', {
      method: 'OPTIONS',
      headers: { origin: 'http://attacker.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    for (const { headers } of [preflight, await api('tables')])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('own pages, and programs, are answered', async () => {
    const own = { origin: lake.url, 'sec-fetch-site': 'same-origin' };
    expect((await api('tables', { headers: own })).status).toBe(200);
    expect((await api('tables', { headers: { host: 'localhost' } })).status).toBe(200);
  });

  test('answers are kept by nobody and taken for nothing else', async () => {
    const { headers } = await api('tables');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test("the page's policy: scripts of its own only, nothing from elsewhere, in no frame", async () => {
    for (const path of ['/', '/explore', '/nothing.js']) {
      const policy = String((await send(lake.url + path)).headers['content-security-policy']);
      const parts = new Map(policy.split(';').map((part) => [part.trim().split(' ')[0], part.trim()]));
      expect(parts.get('default-src')).toBe("default-src 'none'");
      expect(parts.get('script-src')).toBe("script-src 'self'");
      expect(parts.get('connect-src')).toBe("connect-src 'self'");
      expect(parts.get('frame-ancestors')).toBe("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
    }
  });

  test('where others can reach it, nothing is served without a token, and all with it', async () => {
    const at = { host: '0.0.0.0', port: 0 };
    const token = 'a-token-of-decent-length';
    await withLake(
      configOf({ lake: lake.lake }),
      async (context) => {
        await expect(serveLake(context, lake.world, at)).rejects.toThrow('no token is set');
        process.env['LEVEE_TOKEN'] = token;
        const server = await serveLake(context, lake.world, at).finally(
          () => delete process.env['LEVEE_TOKEN'],
        );
        const url = server.url.replace('0.0.0.0', '127.0.0.1');
        const status = async (headers: Record<string, string>) =>
          (await send(`${url}/api/v1/tables`, { headers })).status;
        const right = { authorization: `Bearer ${token}` };
        expect(await status({})).toBe(401);
        expect(await status({ authorization: `Bearer ${token}x` })).toBe(401);
        expect(await status(right)).toBe(200);
        expect(await status({ ...right, host: 'lake.example' })).toBe(200);
        expect(await status({ ...right, origin: 'http://attacker.example' })).toBe(403);
        await server.close();
      },
      'read',
    );
  });
});
