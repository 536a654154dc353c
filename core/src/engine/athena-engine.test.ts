import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LeveeError } from '#kernel';
import type { SqlQuestion } from '#port';
import { athenaEngine, type AthenaOptions } from './index.ts';
import { scriptedServer, type Reply, type ScriptedServer } from './server.fixture.ts';

/** What moto never does: pages, failures, throttling, results of earlier queries. The SDK is the real one. */
const LAKE = { tables: [{ name: 'waf_logs', aliases: [], derived: {} }], views: [], qualifier: '"levee".' };

let server: ScriptedServer | undefined;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
});

type Script = Readonly<Record<string, readonly Reply[]>>;

const actionOf = (target: unknown): string => String(target).split('.').at(-1) ?? '';

/** Asks a server that answers each action with its replies in turn, the last again and again. */
async function ask(
  script: Script,
  question: Partial<SqlQuestion> = {},
  options: Partial<AthenaOptions> = {},
) {
  const counts = new Map<string, number>();
  server = await scriptedServer(({ headers }) => {
    const action = actionOf(headers['x-amz-target']);
    const at = counts.get(action) ?? 0;
    counts.set(action, at + 1);
    const replies = { StartQueryExecution: [{ json: { QueryExecutionId: 'q1' } }], ...script }[action] ?? [];
    return replies[Math.min(at, replies.length - 1)] ?? { status: 500 };
  });
  const engine = athenaEngine(
    { region: 'us-east-1', database: 'levee', endpoint: server.url, ...options },
    LAKE,
  );
  try {
    return await engine.query(
      { sql: 'SELECT n FROM waf_logs', ...question },
      async ({ chunks, summary }) => ({
        rows: (await Array.fromAsync(chunks)).flat(),
        summary,
      }),
    );
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

const state = (State: string, more: object = {}, Statistics: object = {}): Reply => ({
  json: {
    QueryExecution: { QueryExecutionId: 'q1', StatementType: 'DML', Status: { State, ...more }, Statistics },
  },
});
const rows = (texts: readonly string[], NextToken?: string): Reply => ({
  json: {
    ResultSet: {
      Rows: texts.map((text) => ({ Data: [{ VarCharValue: text }] })),
      ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
    },
    ...(NextToken === undefined ? {} : { NextToken }),
  },
});
const actions = (): string[] => (server?.seen ?? []).map(({ headers }) => actionOf(headers['x-amz-target']));
const bodyOf = (action: string, at = 0): unknown =>
  JSON.parse(
    server?.seen.filter(({ headers }) => actionOf(headers['x-amz-target']) === action)[at]?.body ?? 'null',
  );

test('pages are read one after the other, the names once; bytes and cost are told', async () => {
  const found = await ask({
    GetQueryExecution: [
      state('QUEUED'),
      state('RUNNING'),
      state('SUCCEEDED', {}, { DataScannedInBytes: 2 ** 40 }),
    ],
    GetQueryResults: [rows(['n', '1', '2'], 'more'), rows(['3'], 'last'), rows(['4'])],
  });
  expect(found.rows).toEqual([[1], [2], [3], [4]]);
  expect(found.summary).toEqual({ rows: 4, isCut: false, queryId: 'q1', scannedBytes: 2 ** 40, costUsd: 5 });
  expect(bodyOf('GetQueryResults', 1)).toMatchObject({ NextToken: 'more', MaxResults: 1000 });
});

test('a value that looks like the name is a row', async () => {
  const script = { GetQueryExecution: [state('SUCCEEDED')], GetQueryResults: [rows(['n', '7'])] };
  expect((await ask(script)).rows).toEqual([[7]]);
  const shown = { ...script, GetQueryResults: [rows(['5', '7'])] };
  expect((await ask(shown, { sql: 'SHOW TABLES' })).rows).toEqual([[5], [7]]);
});

test('what Athena is told', async () => {
  await ask(
    { GetQueryExecution: [state('SUCCEEDED')], GetQueryResults: [rows(['n'])] },
    { sql: 'SELECT n FROM security.waf_logs WHERE a = ?', parameters: ["it's"] },
    {
      workgroup: 'security',
      outputLocation: 's3://amzn-s3-demo-bucket/r/',
      reuseMinutes: 60,
      catalog: 'AwsDataCatalog',
    },
  );
  expect(bodyOf('StartQueryExecution')).toMatchObject({
    QueryString: 'SELECT n FROM "levee"."waf_logs" WHERE a = ?',
    ExecutionParameters: ["'it''s'"],
    QueryExecutionContext: { Database: 'levee', Catalog: 'AwsDataCatalog' },
    WorkGroup: 'security',
    ResultConfiguration: { OutputLocation: 's3://amzn-s3-demo-bucket/r/' },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
  });
});

test('an earlier result costs nothing', async () => {
  const statistics = { DataScannedInBytes: 0, ResultReuseInformation: { ReusedPreviousResult: true } };
  const found = await ask({
    GetQueryExecution: [state('SUCCEEDED', {}, statistics)],
    GetQueryResults: [rows(['n'])],
  });
  expect(found.summary).toMatchObject({ costUsd: 0, isReused: true });
});

test('a failure is told with its place in the person’s SQL', async () => {
  const failed = state('FAILED', {
    StateChangeReason: "COLUMN_NOT_FOUND: line 2:3: Column 'nothing' cannot be resolved",
    AthenaError: { ErrorCategory: 2 },
  });
  const { message, exitCode } = await problemOf(
    { GetQueryExecution: [failed] },
    { sql: 'SELECT\n  nothing FROM waf_logs' },
  );
  expect(message).toBe(
    "COLUMN_NOT_FOUND: Column 'nothing' cannot be resolved\nline 2:   nothing FROM waf_logs\n          ^",
  );
  expect(exitCode).toBe(2);
});

test('one of the service, a cancel by somebody else, and a refusal', async () => {
  const internal = state('FAILED', {
    StateChangeReason: 'GENERIC_INTERNAL_ERROR',
    AthenaError: { ErrorCategory: 1 },
  });
  expect(await problemOf({ GetQueryExecution: [internal] })).toMatchObject({
    message: 'GENERIC_INTERNAL_ERROR',
    hint: "Athena's query q1 says more in its console",
    exitCode: 1,
  });
  expect((await problemOf({ GetQueryExecution: [state('CANCELLED')] })).message).toBe(
    "Athena's query q1 was cancelled by somebody else",
  );
  const refused = {
    status: 400,
    json: { __type: 'InvalidRequestException', Message: 'Unable to verify/create output bucket' },
  };
  expect(await problemOf({ StartQueryExecution: [refused] })).toMatchObject({
    message: 'Athena: Unable to verify/create output bucket',
    exitCode: 2,
  });
});

test('throttling is waited for', async () => {
  const busy = { status: 400, json: { __type: 'TooManyRequestsException', Message: 'Rate exceeded' } };
  const found = await ask({
    GetQueryExecution: [busy, busy, state('SUCCEEDED')],
    GetQueryResults: [rows(['n', '1'])],
  });
  expect(found.rows).toEqual([[1]]);
});

test('a cancel and a limit of time stop the query there too', async () => {
  const script = { GetQueryExecution: [state('RUNNING')], StopQueryExecution: [{ json: {} }] };
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  expect((await problemOf(script, { signal: stop.signal })).message).toBe('the query was cancelled');
  expect(actions().at(-1)).toBe('StopQueryExecution');
  expect((await problemOf(script, { limits: { seconds: 0.3 } })).message).toBe(
    'the query was stopped after 0.3 seconds',
  );
  expect(bodyOf('StopQueryExecution')).toEqual({ QueryExecutionId: 'q1' });
});

test('a limit of bytes stops the query when it has read more', async () => {
  const read = (bytes: number) => state('RUNNING', {}, { DataScannedInBytes: bytes });
  const script = { GetQueryExecution: [read(5), read(2_000_000)], StopQueryExecution: [{ json: {} }] };
  const { message } = await problemOf(script, { limits: { bytes: 1_000_000 } });
  expect(message).toBe('the query was stopped when it had read 2.0 MB; it may read 1.0 MB');
  expect(actions().at(-1)).toBe('StopQueryExecution');
});

test('nothing is asked where the limit of rows is reached', async () => {
  const found = await ask(
    { GetQueryExecution: [state('SUCCEEDED')], GetQueryResults: [rows(['n', '1', '2', '3'], 'more')] },
    { limits: { rows: 2 } },
  );
  expect(found.summary).toMatchObject({ rows: 2, isCut: true });
  expect(actions().filter((action) => action === 'GetQueryResults')).toHaveLength(1);
});
