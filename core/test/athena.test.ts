import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scanPlan } from '#query';
import { answersTo } from './answers-to.ts';
import { outputHere } from './command-line.ts';

/** Published queries, verbatim, by the command line over a lake of planted records; the answers are worked out by hand. */
let folder: string;

const levee = (...parameters: string[]): Promise<string> =>
  outputHere('--lake', join(folder, 'lake'), ...parameters);

const ask = async (sql: string): Promise<unknown> =>
  JSON.parse(await levee('query', sql, '--output', 'json'));

/** Lines of a log, whose format its name or its content tells. */
function plant(name: string, lines: readonly string[]): void {
  const path = join(folder, 'logs', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${lines.join('\n')}\n`);
}

const waf = (timestamp: number, ip: string, country: string): string =>
  JSON.stringify({
    timestamp,
    formatVersion: 1,
    webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
    action: 'BLOCK',
    httpRequest: {
      clientIp: ip,
      country,
      headers: [{ name: 'Host', value: 'shop.example.com' }],
      uri: '/',
      args: '',
    },
    labels: [{ name: 'awswaf:bot' }],
  });

const trail = (type: string, eventTime: string, eventName: string): string =>
  JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type, accountId: '123456789012' },
    eventTime,
    eventSource: 'signin.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    requestParameters: { bucketName: 'amzn-s3-demo-bucket' },
  });

const flow = (source: string, bytes: number, start: number): string =>
  `2 123456789012 eni-0a1b2c3d ${source} 10.0.0.5 443 49152 6 10 ${bytes} ${start} ${start + 60} ACCEPT OK`;

const finding = (type: string, updatedAt: string): string =>
  JSON.stringify({
    schemaVersion: '2.0',
    accountId: '123456789012',
    region: 'us-east-1',
    id: '1',
    type,
    severity: 5,
    createdAt: updatedAt,
    updatedAt,
  });

const alb = (time: string, status: number): string =>
  `https ${time} app/shop/50dc6c495c0c9188 192.0.2.1:1234 10.0.0.1:80 0.001 0.002 0.000 ${status} 200 34 366 "GET https://shop.example.com:443/a HTTP/2.0" "curl" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-5" "shop.example.com" "-" 0 ${time} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;

const s3 = (status: number): string =>
  `owner amzn-s3-demo-bucket [06/Feb/2024:00:00:38 +0000] 192.0.2.9 - 3E57427F33A59F07 REST.GET.OBJECT key "GET /amzn-s3-demo-bucket/key HTTP/1.1" ${status} AccessDenied 243 - 7 - "-" "curl" -`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-athena-'));
  mkdirSync(join(folder, 'lake'));
  plant('waf.log', [
    waf(Date.UTC(2018, 11, 31, 23, 59), '192.0.2.1', 'DE'),
    waf(Date.UTC(2018, 10, 30), '192.0.2.2', 'FR'),
    waf(Date.UTC(2019, 11, 31), '192.0.2.3', 'US'),
  ]);
  plant('cloudtrail.log', [
    `{"Records":[${trail('Root', '2023-05-01T12:00:00Z', 'ConsoleLogin')},${trail('Root', '2022-12-31T23:59:59Z', 'ConsoleLogin')},${trail('IAMUser', '2023-05-01T12:00:00Z', 'ListBuckets')}]}`,
  ]);
  plant('vpc-flow.log', [
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
    flow('192.0.2.1', 600_000, 1_596_240_000),
    flow('192.0.2.1', 500_001, 1_596_326_399),
    flow('192.0.2.1', 900_000, 1_596_326_400),
    flow('192.0.2.2', 1_000_000, 1_596_250_000),
  ]);
  plant('AWSLogs/123456789012/GuardDuty/us-east-1/findings.jsonl', [
    finding('Recon:EC2/PortProbeUnprotectedPort', '2023-02-01T00:00:00.000Z'),
    finding('UnauthorizedAccess:EC2/SSHBruteForce', '2023-02-02T00:00:00.000Z'),
    finding('UnauthorizedAccess:EC2/SSHBruteForce', '2023-02-03T00:00:00.000Z'),
    finding('UnauthorizedAccess:EC2/SSHBruteForce', '2022-02-03T00:00:00.000Z'),
  ]);
  plant('alb-access.log', [
    alb('2024-02-06T10:00:00.000000Z', 403),
    alb('2024-02-06T10:00:01.000000Z', 403),
    alb('2024-02-06T10:00:02.000000Z', 200),
    alb('2022-02-06T10:00:02.000000Z', 403),
  ]);
  plant('2024-02-06-00-00-38-0123456789ABCDEF', [s3(403), s3(200)]);
  await levee('collect', join(folder, 'logs'));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('requests of a month, from a flattened table of another database', async () => {
  expect(
    await ask(
      `SELECT date_format(from_unixtime("timestamp"/1000), '%Y-%m-%d %h:%i:%s') as event_date, client_ip, country, account_id, waf_name, region FROM "paritionedlogdata"."waf_logs_transformed" where year='2018' and month='12';`,
    ),
  ).toEqual([
    {
      event_date: '2018-12-31 11:59:00',
      client_ip: '192.0.2.1',
      country: 'DE',
      account_id: '123456789012',
      waf_name: 'shop',
      region: 'eu-central-1',
    },
  ]);
});

test('what root did since a day', async () => {
  expect(
    await ask(
      `SELECT useridentity.type, eventtime, eventsource, eventname, sourceipaddress FROM cloudtrail_logs WHERE useridentity.type = 'Root' AND eventtime > '2023-01-01T00:00:00Z';`,
    ),
  ).toEqual([
    {
      type: 'Root',
      eventtime: '2023-05-01T12:00:00Z',
      eventsource: 'signin.amazonaws.com',
      eventname: 'ConsoleLogin',
      sourceipaddress: '203.0.113.7',
    },
  ]);
});

test('who moved more than a million bytes in a day', async () => {
  expect(
    await ask(
      `SELECT interfaceid, sourceaddress, destinationaddress, SUM(bytes) as total_bytes FROM vpc_flow_logs WHERE starttime BETWEEN 1596240000 AND 1596326399 GROUP BY interfaceid, sourceaddress, destinationaddress HAVING SUM(bytes) > 1000000;`,
    ),
  ).toEqual([
    {
      interfaceid: 'eni-0a1b2c3d',
      sourceaddress: '192.0.2.1',
      destinationaddress: '10.0.0.5',
      total_bytes: 1_100_001,
    },
  ]);
});

test('findings by type since a day', async () => {
  expect(
    await ask(
      `SELECT type, COUNT(*) as count FROM guardduty_logs WHERE updatedat > '2023-01-01T00:00:00Z' GROUP BY type ORDER BY count DESC;`,
    ),
  ).toEqual([
    { type: 'UnauthorizedAccess:EC2/SSHBruteForce', count: 2 },
    { type: 'Recon:EC2/PortProbeUnprotectedPort', count: 1 },
  ]);
});

test('forbidden requests over load balancers and buckets', async () => {
  expect(
    await ask(
      `SELECT requestip, requesturi, statuscode, COUNT(*) as count FROM access_logs WHERE statuscode = '403' AND time > '2023-01-01T00:00:00Z' GROUP BY requestip, requesturi, statuscode ORDER BY count DESC;`,
    ),
  ).toEqual([
    { requestip: '192.0.2.1', requesturi: 'https://shop.example.com:443/a', statuscode: '403', count: 2 },
    { requestip: '192.0.2.9', requesturi: '/amzn-s3-demo-bucket/key', statuscode: '403', count: 1 },
  ]);
});

test('rows of an array are one column of row type, as in Athena', async () => {
  expect(
    await ask(
      `SELECT header.name, label.name AS label FROM waf_logs CROSS JOIN UNNEST(httprequest.headers) AS t(header) CROSS JOIN UNNEST(labels) AS l(label) WHERE httprequest.clientip = '192.0.2.1'`,
    ),
  ).toEqual([{ name: 'Host', label: 'awswaf:bot' }]);
});

test('SELECT * has no alias; JSON text is looked into', async () => {
  expect(await ask(`SELECT * FROM vpcflow WHERE bytes = 900000`)).toEqual([
    expect.not.objectContaining({ sourceaddress: '192.0.2.1' }),
  ]);
  expect(
    await ask(
      `SELECT json_extract_scalar(requestparameters, '$.bucketName') AS bucket, count(*) AS n FROM cloudtrail GROUP BY 1`,
    ),
  ).toEqual([{ bucket: 'amzn-s3-demo-bucket', n: 3 }]);
});

const counting = (where: string): string => `SELECT count(*) AS n FROM waf_logs WHERE ${where}`;

test('a plan tells the files that a query needs; names of partitions prune as event_time does', async () => {
  // One row a day: 2018-11-30, 2018-12-31 and 2019-12-31.
  const plan = await levee('query', '--explain', counting('true'), '--output', 'json');
  expect(JSON.parse(plan)).toMatchObject([{ files: 3, files_pruned: 0 }]);
  const conditions = [
    `year = '2018'`,
    `"date" < '2019/01/01'`,
    `log_time LIKE '2018/%'`,
    `event_hour < '2019'`,
    `"timestamp" < 1546300800000`,
    `from_unixtime("timestamp"/1000) < TIMESTAMP '2019-01-01 00:00:00'`,
    `date_partition BETWEEN '2018/01/01' AND '2018/12/31'`,
    // The literal's own form says which form of a day is meant.
    `day < '2019/01/01'`,
    `waf_logs.day BETWEEN '2018-01-01' AND '2018-12-31'`,
    `dt IN ('20181130', '20181231')`,
    `day >= date_format(TIMESTAMP '2018-01-01 00:00:00', '%Y/%m/%d') AND '2018/12/31' >= day`,
    `year = 2018 AND hour BETWEEN 0 AND 23`,
  ];
  const narrower = `year = '2018' AND httprequest.clientip = '192.0.2.1'`;
  const plans = await answersTo(join(folder, 'lake'), [...conditions, narrower].map(counting), scanPlan);
  expect(plans.map(([, [table]]) => [table?.[2], table?.[4]])).toEqual([
    ...conditions.map(() => [2, 1]),
    [1, 2],
  ]);
  const [[, byDate] = [], [, byTime] = []] = await answersTo(join(folder, 'lake'), [
    counting(`"date" < '2019/01/01'`),
    counting(`event_time < TIMESTAMP '2019-01-01 00:00:00'`),
  ]);
  expect(byDate).toEqual(byTime);
});

test('a day is found in whatever form it is written', async () => {
  // 2018-11-30T00:00Z, 2018-12-31T23:59Z and 2019-12-31T00:00Z.
  const expected: readonly (readonly [sql: string, count: bigint])[] = [
    ...[
      `day = '2018/12/31'`,
      `"day" = '2018-12-31'`,
      `date = '2018-12-31'`,
      `dt = '20181231'`,
      `day > '2018/11/30' AND day < '2019/01/01'`,
      `year = 2018 AND month = 12 AND day = 31 AND hour = 23`,
      `year = '2018' AND month = '12' AND day = '31'`,
      `day LIKE '2018/12/%'`,
      `year || '/' || month || '/' || day = '2018/12/31'`,
      `'2018/12/31' = concat(year, '/', month, '/') || day`,
    ].map((where) => [counting(where), 1n] as const),
    [counting(`day = '31'`), 2n],
    [counting(`month = 1 OR month NOT IN (11, 12)`), 0n],
    // A column that the query names itself is its own.
    [`SELECT count(*) AS n FROM (SELECT '2018/12/31' AS day FROM waf_logs) WHERE day = '2018/12/31'`, 3n],
  ];
  expect(
    await answersTo(
      join(folder, 'lake'),
      expected.map(([sql]) => sql),
    ),
  ).toEqual(expected.map(([sql, count]) => [sql, [[count]]]));
  const bound = await levee('query', counting('day = ?'), '--output', 'json', '--param', '2018/12/31');
  expect(JSON.parse(bound)).toEqual([{ n: 1 }]);
});

test('values are bound, and a limit of bytes refuses before anything is read', async () => {
  const sql = 'SELECT count(*) AS n FROM waf_logs WHERE httprequest.clientip = ? AND "timestamp" > ?';
  expect(JSON.parse(await levee('query', sql, '--output', 'json', '--param', '192.0.2.1', '0'))).toEqual([
    { n: 1 },
  ]);
  await expect(levee('query', 'SELECT * FROM waf_logs', '--bytes', '1KB')).rejects.toThrow(
    /it may read 1\.0 KB/,
  );
  await expect(levee('query', 'SELECT 1', '--bytes', 'much')).rejects.toThrow(/--bytes takes a size/);
});
