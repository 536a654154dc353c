import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '#decode';
import { configSchema, loadConfig, type Config, type ConfigSources } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'levee-config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = join(root, 'levee.yaml');

const load = (yaml: string | Uint8Array, more: Partial<ConfigSources> = {}): Config => {
  writeFileSync(file, yaml);
  return loadConfig({ env: {}, cwd: root, ...more });
};

describe('a levee.yaml', () => {
  test('says everything', () => {
    const config = load(`
lake: ../lake
engine: { threads: 2, memory: 1GiB, tempDisk: 20GB }
serve: { columnMemory: 0, answerMemory: 8MiB }
decode:
  maxRecordBytes: 1MiB
  maxDepth: 50
sources:
  - folder: logs
    format: waf
    include: ['**/*.gz']
  - folder: /var/log/aws
tables:
  waf_logs: { retention: 400d }
  cloudtrail_logs: { retention: 7y }
  vpc_flow_logs:
trustedHops: [10.0.0.0/8, 192.0.2.7, '2001:db8::/32', '2001:db8::1']
maintenance: { targetFileBytes: 64MB, expireSnapshotsAfter: 36h, orphanAge: 30min }
`);
    expect(config).toMatchObject({
      file,
      lake: join(root, '../lake'),
      engine: { threads: 2, memory: '1073741824B', tempDisk: '20000000000B' },
      serve: { columnMemory: 0, answerMemory: 8_388_608 },
      decode: { maxRecordBytes: 1_048_576, maxDepth: 50, maxInflationRatio: 200 },
      sources: [
        { folder: join(root, 'logs'), format: 'waf', include: ['**/*.gz'] },
        { folder: '/var/log/aws' },
      ],
      trustedHops: ['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32', '2001:db8::1/128'],
      maintenance: {
        targetFileBytes: 64_000_000,
        expireSnapshotsAfterSeconds: 129_600,
        orphanAgeSeconds: 1800,
      },
    });
    expect([...config.retentionDays]).toEqual([
      ['waf_logs', 400],
      ['cloudtrail_logs', 2562],
    ]);
  });

  test.each(['', '# nothing yet\n', '---\n', 'decode:\nsources:\nengine:\n', '\uFEFF'])(
    'may say nothing: %j',
    (yaml) => {
      const config = load(yaml);
      expect(config.lake).toBe(join(root, 'lake'));
      expect(config.sources).toEqual([]);
      expect(config.serve).toEqual({ columnMemory: 500_000_000, answerMemory: 134_217_728 });
      expect(config.decode).toEqual({ ...DEFAULT_LIMITS, batchBytes: 402_653_184 });
      expect(config.maintenance).toEqual({
        targetFileBytes: 134_217_728,
        expireSnapshotsAfterSeconds: 432_000,
        orphanAgeSeconds: 86_400,
      });
      expect(config.engine).toEqual({});
    },
  );

  test('anchors and aliases are followed', () => {
    const yaml = 'sources:\n  - &one\n    folder: a\n  - *one\n';
    expect(load(yaml).sources).toHaveLength(2);
  });

  test('file:// and ~ name folders too', () => {
    const config = load('lake: file:///data/lake\nsources: [{ folder: ~/logs }]', {
      env: { HOME: '/home/ann' },
    });
    expect([config.lake, config.sources[0]?.folder]).toEqual(['/data/lake', '/home/ann/logs']);
  });
});

describe('who answers queries', () => {
  test('the embedded engine, where nothing is said', () => {
    expect(load('').query).toEqual({ engine: 'duckdb', rows: 100_000, seconds: 0, bytes: 0 });
  });

  test('another engine, its files beside levee.yaml', () => {
    const { query } = load(
      `
query:
  engine: trino
  trino:
    server: https://trino.example.com:8443/
    user: ann
    passwordFile: secrets/trino
    caFile: ~/ca.pem
    session: { query_max_run_time: 10m }
  athena: { region: eu-central-1, workgroup: security, reuseMinutes: 60 }
`,
      { env: { HOME: '/home/ann' } },
    );
    expect(query).toEqual({
      engine: 'trino',
      rows: 100_000,
      seconds: 0,
      bytes: 0,
      trino: {
        server: 'https://trino.example.com:8443/',
        user: 'ann',
        catalog: 'levee',
        schema: 'levee',
        passwordFile: join(root, 'secrets/trino'),
        caFile: '/home/ann/ca.pem',
        session: { query_max_run_time: '10m' },
        idleSeconds: 60,
        retrySeconds: 30,
      },
      athena: {
        region: 'eu-central-1',
        database: 'levee',
        workgroup: 'security',
        reuseMinutes: 60,
        dollarsPerTerabyte: 5,
      },
    });
  });
});

describe('the lake is', () => {
  const env = { LEVEE_LAKE: 'from-env' };

  test('first what the flag says', () => {
    expect(load('lake: from-file', { lakeFlag: 'from-flag', env }).lake).toBe(join(root, 'from-flag'));
  });
  test('then what the environment says', () => {
    expect(load('lake: from-file', { env }).lake).toBe(join(root, 'from-env'));
  });
  test('then what the file says, relative to the file', () => {
    writeFileSync(file, 'lake: from-file');
    expect(loadConfig({ path: file, env: { LEVEE_LAKE: '' }, cwd: '/' }).lake).toBe(join(root, 'from-file'));
  });
  test('else ./lake', () => {
    expect(loadConfig({ env: {}, cwd: '/srv' })).toMatchObject({ file: undefined, lake: '/srv/lake' });
  });
  test('never an object store yet', () => {
    expect(() => load('', { lakeFlag: 's3://bucket/lake' })).toThrow('s3://bucket/lake is not a folder');
  });
});

describe('the JSON Schema', () => {
  test('is of the file as written: units as text, nothing required', () => {
    expect(configSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      properties: {
        engine: { properties: { threads: { type: 'integer', minimum: 1, maximum: 1024 } } },
        decode: {
          properties: {
            maxRecordBytes: { default: 33_554_432, anyOf: [{ type: 'integer' }, { type: 'string' }] },
          },
        },
        maintenance: { properties: { orphanAge: { type: 'string', default: '24h' } } },
        tables: { additionalProperties: { properties: { retention: { type: 'string' } } } },
      },
    });
    expect(configSchema()).not.toHaveProperty('required');
  });

  test('describes every key', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const properties = 'properties' in node ? node.properties : undefined;
      for (const [key, child] of Object.entries(properties ?? {})) {
        if (!('description' in (child as object))) undescribed.push(`${path}.${key}`);
      }
      Object.entries(node).forEach(([key, child]) => walk(child, `${path}.${key}`));
    };
    walk(configSchema(), '');
    expect(undescribed).toEqual([]);
  });

  test('defaults stand in it as they are in force', () => {
    const text = JSON.stringify(configSchema());
    for (const value of Object.values(DEFAULT_LIMITS)) expect(text).toContain(`"default":${value}`);
  });
});
