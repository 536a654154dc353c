import { afterEach, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import type { SqlQuestion } from '#port';
import { trinoEngine, type TrinoOptions } from './index.ts';
import { scriptedServer, type Reply, type ScriptedServer, type Seen } from './server.fixture.ts';

const LAKE = { tables: [], views: [], qualifier: '"levee"."levee".' };
const BIGINT = { rawType: 'bigint', arguments: [] };
const COLUMNS = [{ name: 'n', type: 'bigint', typeSignature: BIGINT }];

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Asks a server that answers as the script says; more than the script is an error 500. */
async function ask(
  script: (url: string) => readonly Reply[],
  { question = {}, options = {} }: { question?: Partial<SqlQuestion>; options?: Partial<TrinoOptions> } = {},
) {
  let at = 0;
  server = await scriptedServer((_, url) => script(url)[at++] ?? { status: 500, text: 'the script is over' });
  const base = { server: server.url, user: 'ann', catalog: 'c', schema: 's', retrySeconds: 5 };
  const engine = trinoEngine({ ...base, ...options }, LAKE);
  try {
    return await engine.query({ sql: 'SELECT n', ...question }, async ({ columns, chunks, summary }) => ({
      columns,
      rows: (await Array.fromAsync(chunks)).flat(),
      summary,
    }));
  } finally {
    await engine.close();
  }
}

const problemOf = async (...asking: Parameters<typeof ask>): Promise<LeveeError> => {
  const thrown: unknown = await ask(...asking).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LeveeError);
  return thrown as LeveeError;
};

const page = (url: string, next: number | undefined, more: object = {}): Reply => ({
  json: { id: 'q1', ...(next === undefined ? {} : { nextUri: `${url}/page/${next}` }), ...more },
});
const seen = (): readonly Seen[] => server?.seen ?? [];

describe('the protocol', () => {
  test('pages are followed until there is none, digits kept', async () => {
    const text = (url: string) =>
      `{"id":"q1","nextUri":"${url}/page/2","columns":${JSON.stringify(COLUMNS)},"data":[[9223372036854775807]]}`;
    const found = await ask((url) => [
      page(url, 1),
      { text: text(url) },
      page(url, undefined, { data: [[2]], stats: { physicalInputBytes: 77 } }),
    ]);
    expect(found.rows).toEqual([[9223372036854775807n], [2]]);
    expect(found.summary).toEqual({ rows: 2, isCut: false, queryId: 'q1', scannedBytes: 77 });
    expect(seen().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/statement',
      'GET /page/1',
      'GET /page/2',
    ]);
  });

  test('what the server is told', async () => {
    await ask((url) => [page(url, undefined, { columns: COLUMNS })], {
      question: { sql: 'SELECT ?', parameters: ["o'clock", 1.5], limits: { bytes: 5_000_000 } },
      options: { session: { query_max_run_time: '5m', 'levee.x': 'a,b=c' }, auth: { token: 'a.b.c' } },
    });
    expect(seen()[0]).toMatchObject({
      body: "EXECUTE IMMEDIATE 'SELECT ?' USING 'o''clock', 1.5E0",
      headers: {
        authorization: 'Bearer a.b.c',
        'x-trino-user': 'ann',
        'x-trino-catalog': 'c',
        'x-trino-schema': 's',
        'x-trino-time-zone': 'UTC',
        'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
        'x-trino-session': 'query_max_run_time=5m,levee.x=a%2Cb%3Dc,query_max_scan_physical_bytes=5000000B',
      },
    });
  });

  test('a password goes with every page', async () => {
    await ask((url) => [page(url, 1), page(url, undefined, { columns: COLUMNS })], {
      options: { auth: { password: 'pass:word' } },
    });
    // printf 'ann:pass:word' | base64
    expect(seen().map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill('Basic YW5uOnBhc3M6d29yZA=='),
    );
  });

  test('a password is sent in ISO 8859-1, as Trino reads it', async () => {
    await ask((url) => [page(url, undefined, { columns: COLUMNS })], {
      options: { auth: { password: 'päss' } },
    });
    // printf 'ann:p\xe4ss' | base64
    expect(seen().map(({ headers }) => headers.authorization)).toEqual(['Basic YW5uOnDkc3M=']);
  });

  test('a password that Trino could not read is refused, and not shown', async () => {
    const asking = ask(() => [], { options: { auth: { password: 'pay €5' } } });
    await expect(asking).rejects.toThrow(/^Trino takes no such character in a user's name or password$/);
    expect(seen()).toEqual([]);
  });
});

describe('trouble', () => {
  test('a busy server is asked again: by its own time, and every kind of busy', async () => {
    const found = await ask((url) => [
      { status: 429, headers: { 'Retry-After': '0' } },
      { status: 503 },
      page(url, 1),
      { status: 502 },
      { status: 504 },
      'drop',
      page(url, undefined, { columns: COLUMNS, data: [[1]] }),
    ]);
    expect(found.rows).toEqual([[1]]);
    expect(seen()).toHaveLength(7);
  });

  test('a server that starts is asked anew', async () => {
    const found = await ask((url) => [
      page(url, undefined, {
        error: { errorName: 'SERVER_STARTING_UP', errorType: 'INTERNAL_ERROR', message: '' },
      }),
      page(url, undefined, { columns: COLUMNS, data: [[1]] }),
    ]);
    expect(found.rows).toEqual([[1]]);
  });

  test('one that stays busy is given up', async () => {
    const busy = Array.from({ length: 50 }, (): Reply => ({
      status: 503,
      text: '<html><b>Service</b> Unavailable</html>',
    }));
    const { message, hint } = await problemOf(() => busy, { options: { retrySeconds: 0.3 } });
    expect(message).toMatch(/answers HTTP 503: Service Unavailable$/);
    expect(hint).toBe('it is overloaded or restarts: ask again later');
  });

  test('a statement whose connection breaks is not sent twice', async () => {
    expect((await problemOf(() => ['drop'])).message).toMatch(/cannot be asked: socket hang up$/);
    expect(seen()).toHaveLength(1);
  });

  test('a silent server', async () => {
    const { message } = await problemOf(() => ['silent'], { options: { idleSeconds: 0.2, retrySeconds: 0 } });
    expect(message).toMatch(/cannot be asked: no answer within 0.2 seconds$/);
  });

  test('a server that is not there, or is none', async () => {
    const nowhere = await problemOf(() => [], { options: { server: 'http://127.0.0.1:1' } });
    expect(nowhere.message).toMatch(/127\.0\.0\.1:1 cannot be asked: .*ECONNREFUSED/);
    expect((await problemOf(() => [{ text: '<html>' }])).message).toMatch(/does not answer as Trino does$/);
    expect((await problemOf(() => [{ status: 404, text: 'nothing' }])).message).toMatch(
      /answers HTTP 404: nothing$/,
    );
  });

  test('wrong credentials, and the secret in no message', async () => {
    const { message, hint } = await problemOf(() => [{ status: 401, text: 'no' }], {
      options: { auth: { token: 'hunter2' } },
    });
    expect(message).toMatch(/refuses the user \(HTTP 401\)$/);
    expect(`${message} ${hint}`).not.toContain('hunter2');
  });

  test('another server never gets the password', async () => {
    const { message } = await problemOf(() => [page('http://192.0.2.1', 1)], {
      options: { auth: { password: 'x' } },
    });
    expect(message).toMatch(/sends its clients to another server$/);
    const options = {
      server: 'http://trino.example.com',
      user: 'a',
      catalog: 'c',
      schema: 's',
      auth: { password: 'x' },
    };
    expect(() => trinoEngine(options, LAKE)).toThrow('would cross the network unencrypted');
  });

  test('an error on a later page is no end of rows', async () => {
    const error = {
      errorName: 'DIVISION_BY_ZERO',
      errorType: 'USER_ERROR',
      message: 'Division\u001B[31m by zero',
    };
    const { message, hint, exitCode } = await problemOf((url) => [
      page(url, 1, { columns: COLUMNS, data: [[1]] }),
      page(url, undefined, { error }),
    ]);
    expect({ message, hint, exitCode }).toEqual({
      message: 'Division\\x1b[31m by zero',
      hint: 'use try() or try_cast() where a value may not fit',
      exitCode: 1,
    });
  });
});

describe('what is not needed any more is given up', () => {
  const endless = (url: string): Reply[] =>
    Array.from({ length: 50 }, (_, at) => page(url, at + 1, { columns: COLUMNS, data: [[at]] }));

  test('at the limit of rows', async () => {
    const found = await ask(endless, { question: { limits: { rows: 3 } } });
    expect(found.summary).toMatchObject({ rows: 3, isCut: true });
    expect(seen().at(-1)).toMatchObject({ method: 'DELETE', path: '/page/4' });
  });

  test('at the limit of bytes, whatever the server thinks of it', async () => {
    const { message } = await problemOf(
      (url) => [
        page(url, 1),
        page(url, 2, { columns: COLUMNS, data: [[1]], stats: { physicalInputBytes: 2_000_000 } }),
        { status: 204 },
      ],
      { question: { limits: { bytes: 1_000_000 } } },
    );
    expect(message).toBe('the query was stopped when it had read 2.0 MB; it may read 1.0 MB');
    expect(seen().at(-1)).toMatchObject({ method: 'DELETE', path: '/page/2' });
  });

  test('at a cancel, whatever the server does', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const { message } = await problemOf((url) => [page(url, 1), 'silent', { status: 204 }], {
      question: { signal: stop.signal },
    });
    expect(message).toBe('the query was cancelled');
    expect(seen().at(-1)).toMatchObject({ method: 'DELETE', path: '/page/1' });
  });

  test('at the limit of time, while a busy server is waited for too', async () => {
    const { message } = await problemOf(() => [{ status: 503, headers: { 'Retry-After': '4' } }], {
      question: { limits: { seconds: 0.2 } },
    });
    expect(message).toBe('the query was stopped after 0.2 seconds');
  });
});
