import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { literal } from '#port';
import { outputHere } from '../command-line.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-absent-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const levee = (...parameters: string[]): Promise<string> =>
  outputHere('--lake', join(folder, 'lake'), ...parameters);

/** Collects WAF records in an object of their own. */
async function collect(
  [day, hour]: readonly [day: string, hour: string],
  records: readonly object[],
): Promise<void> {
  const where = join(
    folder,
    'logs',
    day,
    hour,
    `AWSLogs/123456789012/WAFLogs/eu-central-1/shop/2026/05/${day}/${hour}/00`,
  );
  mkdirSync(where, { recursive: true });
  const name = `123456789012_waflogs_eu-central-1_shop_202605${day}T${hour}00Z_0a1b2c3d.log`;
  const common = {
    timestamp: Date.UTC(2026, 4, Number(day), Number(hour)),
    webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
    action: 'ALLOW',
  };
  const lines = records.map((record) => JSON.stringify({ ...common, ...record }));
  writeFileSync(join(where, name), `${lines.join('\n')}\n`);
  await levee('collect', join(folder, 'logs', day, hour));
}

/** Columns that each data file has. */
async function columnsOfFiles(day: string, beginning = ''): Promise<string[][]> {
  const data = join(folder, 'lake/levee/waf_logs/data', `event_day=2026-05-${day}`);
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.startsWith(beginning) && name.endsWith('.parquet'),
  );
  const engine = await openDuckdb();
  const schemas = await Promise.all(
    files.map((name) =>
      engine.withConnection((connection) =>
        connection.rows(
          `DESCRIBE SELECT * FROM read_parquet(${literal(join(data, name))}, hive_partitioning = false)`,
        ),
      ),
    ),
  );
  engine.close();
  return schemas.map((rows) => rows.map((row) => String(row['column_name'])));
}

test('a data file goes without the columns that none of its records has, and every question finds them null', async () => {
  await collect(['04', '01'], [{ httpRequest: { clientIp: '192.0.2.1' } }, { httpRequest: null }]);
  await collect(
    ['04', '02'],
    [{ httpRequest: { clientIp: '192.0.2.2' }, captchaResponse: { responseCode: 200 }, new: 1 }],
  );
  const [first, second] = (await columnsOfFiles('04')).toSorted((left, right) => left.length - right.length);
  expect(first).toEqual(expect.arrayContaining(['timestamp', 'httprequest', 'client_ip', 'ips', 'year']));
  for (const absent of ['captcharesponse', 'labels', 'extra', 'ja4fingerprint'])
    expect(first).not.toContain(absent);
  // The second object's record has an unknown key: it is explained, and may have any column.
  expect(second).toEqual(expect.arrayContaining(['captcharesponse', 'labels', 'extra']));
  const rows = await levee(
    'query',
    "SELECT client_ip, captcharesponse.responsecode AS code, labels, extra['new'] AS new FROM waf_logs ORDER BY client_ip NULLS LAST",
    '--output',
    'ndjson',
  );
  expect(
    rows
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as unknown),
  ).toEqual([
    { client_ip: '192.0.2.1', code: null, labels: null, new: null },
    { client_ip: '192.0.2.2', code: 200, labels: null, new: '1' },
    { client_ip: null, code: null, labels: null, new: null },
  ]);
});

test('so does a compacted one, and what is looked for in such a column is not there', async () => {
  for (const hour of ['01', '02'])
    await collect(
      ['05', hour],
      [{ httpRequest: { clientIp: '192.0.2.5' } }, { httpRequest: { clientIp: '192.0.2.6' } }],
    );
  await levee('maintain');
  const files = await columnsOfFiles('05', 'sorted-');
  expect(files).toHaveLength(1);
  expect(files[0]).not.toContain('ja4fingerprint');
  const counted = async (where: string): Promise<unknown> =>
    JSON.parse(
      await levee(
        'query',
        `SELECT count(*) AS n FROM waf_logs WHERE day = '05' AND ${where}`,
        '--output',
        'ndjson',
      ),
    );
  expect(await counted("client_ip = '192.0.2.5'")).toEqual({ n: 2 });
  expect(await counted("ja4fingerprint = 't13d1516h2_8daaf6152771_02713d6af862'")).toEqual({ n: 0 });
  expect(await counted('ja4fingerprint IS NULL')).toEqual({ n: 4 });
  expect(await counted("any_match(labels, label -> label.name = 'x')")).toEqual({ n: 0 });
});
