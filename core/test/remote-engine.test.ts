import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedServer, type Reply, type ScriptedServer } from '../src/engine/server.fixture.ts';
import { ranHere, type Ran } from './command-line.ts';

/** `levee query --engine …` against servers that answer by a script: no lake is needed here. */
const folder = mkdtempSync(join(tmpdir(), 'levee-remote-'));
const SECRET = 'hunter2-hunter2';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function levee(
  yaml: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  writeFileSync(join(folder, 'levee.yaml'), yaml);
  return ranHere(['query', ...parameters], { cwd: folder, env });
}

describe('Trino', () => {
  const COLUMN = {
    name: 'table_name',
    type: 'varchar',
    typeSignature: { rawType: 'varchar', arguments: [] },
  };
  let server: ScriptedServer;
  /** A server that has all tables but that of S3 access logs. */
  const answer = (body: string): Reply => {
    const data = body === 'SHOW TABLES' ? [['alb_access_logs'], ['waf_logs']] : [['x'], ['\u001b[2J']];
    return { json: { id: 'q1', columns: [COLUMN], data, stats: { physicalInputBytes: 2_400_000 } } };
  };
  beforeAll(async () => {
    server = await scriptedServer(({ body }) => answer(body));
    writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => server.close());
  const yaml = (more = '') =>
    `query:\n  engine: trino\n  trino: { server: '${server.url}', user: ann${more} }\n`;

  test('answers on stdout, what it took on stderr', async () => {
    const ran = await levee(yaml(), ['SELECT a FROM "any"."waf_logs"', '--output', 'csv']);
    expect(ran).toEqual({
      code: 0,
      stdout: 'table_name\r\nx\r\n\u001b[2J\r\n',
      stderr: expect.stringContaining('query q1, 2.4 MB scanned') as string,
    });
    expect(server.seen.at(-1)?.body).toBe('SELECT a FROM "levee"."levee"."waf_logs"');
  });

  test('a view is made of the tables that are there', async () => {
    await levee(yaml(), ['SELECT requestip FROM access_logs', '--limit', '1']);
    expect(server.seen.at(-2)?.body).toBe('SHOW TABLES');
    const body = server.seen.at(-1)?.body;
    expect(body).toContain('client_ip AS "requestip"');
    expect(body).toContain('FROM "levee"."levee"."alb_access_logs") AS "access_logs"');
    expect(body).not.toContain('s3_access_logs');
  });

  test('the secret comes from a file or the environment, and is never shown', async () => {
    const basic = `Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}`;
    const runs = [
      await levee(yaml(', passwordFile: secret'), ['SELECT 1']),
      await levee(yaml(), ['SELECT 1'], { LEVEE_TRINO_PASSWORD: SECRET }),
      await levee(yaml(', tokenFile: secret'), ['SELECT 1'], { LEVEE_TRINO_PASSWORD: 'other' }),
      await levee(yaml(), ['SELECT 1'], { LEVEE_TRINO_TOKEN: SECRET }),
    ];
    expect(server.seen.slice(-4).map(({ headers }) => headers.authorization)).toEqual([
      basic,
      basic,
      `Bearer ${SECRET}`,
      `Bearer ${SECRET}`,
    ]);
    expect(runs.map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain(SECRET);
  });

  test.each([
    [', passwordFile: nowhere', 'query.trino.passwordFile: ', 'nowhere cannot be read: it is not there'],
    [', tokenFile: empty', 'query.trino.tokenFile: ', 'empty is empty'],
    [', caFile: nowhere', 'query.trino.caFile: ', 'cannot be read'],
  ])('%s', async (more, ...messages) => {
    const ran = await levee(yaml(more), ['SELECT 1']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    for (const message of messages) expect(ran.stderr).toContain(message);
  });

  test('what only reads is asked; the rest never leaves', async () => {
    const before = server.seen.length;
    expect(await levee(yaml(), ['DELETE FROM waf_logs'])).toMatchObject({ code: 2, stdout: '' });
    expect(server.seen).toHaveLength(before);
  });
});

test.each([
  [['--engine', 'trino', 'SELECT 1'], 'levee.yaml does not say where trino is'],
  [['--engine', 'athena', 'SELECT 1'], 'levee.yaml does not say where athena is'],
  [['--engine', 'trino', '--explain', 'SELECT 1'], '--explain shows what the embedded engine would read'],
  [['--engine', 'presto', 'SELECT 1'], '--engine takes duckdb, trino, athena, not "presto"'],
  [
    ['--engine', 'trino', '--output', 'parquet', '--out', 'x', 'SELECT 1'],
    'only the embedded engine writes Parquet',
  ],
])('%j: %s', async (parameters, message) => {
  const ran = await levee('', parameters);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(message);
});

test('Athena: bytes and cost are said', async () => {
  const replies: Readonly<Record<string, unknown>> = {
    StartQueryExecution: { QueryExecutionId: 'q9' },
    GetQueryExecution: {
      QueryExecution: {
        StatementType: 'DML',
        Status: { State: 'SUCCEEDED' },
        Statistics: { DataScannedInBytes: 2 ** 40 },
      },
    },
    GetQueryResults: {
      ResultSet: {
        Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '5' }] }],
        ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
      },
    },
  };
  const server = await scriptedServer(({ headers }) => ({
    json: replies[String(headers['x-amz-target']).split('.').at(-1) ?? ''],
  }));
  const yaml = `query: { athena: { region: eu-central-1, endpoint: '${server.url}', database: security } }`;
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
  const ran = await levee(
    yaml,
    ['--engine', 'athena', 'SELECT count(*) AS n FROM waf_logs', '--output', 'ndjson'],
    keys,
  );
  await server.close();
  expect(ran).toMatchObject({ code: 0, stdout: '{"n":5}\n' });
  expect(ran.stderr).toContain('query q9, 1.1 TB scanned, $5.00');
  expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
    QueryString: 'SELECT count(*) AS n FROM "security"."waf_logs"',
  });
});
