import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { viewsOf } from '#emit';
import { ident } from '#port';
import { athenaToDuckdb, neededMacros, nameOf, sqlWords } from '#query';
import { definitions, formats } from '../src/bin/lake-tables.ts';
import { engineType } from '../src/lake/column-types.ts';
import { outputHere, ranHere } from './command-line.ts';

const LEVEE = join(import.meta.dirname, '../src/bin/levee.ts');
const ddl = (...flags: string[]): Promise<string> => outputHere('ddl', ...flags);

const views = viewsOf(formats, definitions);

test('every view has a name of its own, and none the name of a table', () => {
  const names = views.map(({ name, namespace }) => `${namespace ?? ''}.${name}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const tables = definitions.map(({ name }) => `.${name}`);
  expect(names.filter((name) => tables.includes(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['.access_logs', '.guardduty_logs', '.waf_logs_transformed']));
});

test('the types that views declare are those that an engine finds', async () => {
  const engine = await openDuckdb({ threads: 1, memory: '200MB' });
  try {
    await engine.withConnection(async (connection) => {
      for (const { name, fields } of definitions) {
        const columns = fields.map((field) => `${ident(field.name)} ${engineType(field.type)}`).join(', ');
        await connection.run(`CREATE TABLE ${ident(name)} (${columns})`);
      }
      const written = views.flatMap(({ parts }) => parts.flatMap((part) => Object.values(part.columns)));
      const names = written.flatMap((sql) => sqlWords(athenaToDuckdb(sql, new Map())).map(nameOf));
      const { shared } = neededMacros(new Set(names.filter((name) => name !== undefined)));
      for (const statement of shared.values()) await connection.run(statement);
      for (const { name, columns, parts } of views) {
        for (const { table, columns: expressions } of parts) {
          const items = columns.map((column) => athenaToDuckdb(expressions[column.name] ?? '', new Map()));
          const found = await connection.stream(`SELECT ${items.join(', ')} FROM ${ident(table)}`);
          const expected = columns.map(({ type }) =>
            (type === 'date' ? 'DATE' : engineType(type)).replaceAll(
              'TIMESTAMPTZ',
              'TIMESTAMP WITH TIME ZONE',
            ),
          );
          const plain = (types: readonly string[]) => types.map((type) => type.replaceAll('"', ''));
          expect({ name, types: plain(found.columns.map(({ type }) => type)) }).toEqual({
            name,
            types: plain(expected),
          });
        }
      }
    });
  } finally {
    engine.close();
  }
});

test('the command prints every table, or those that are named with the views over them', async () => {
  const all = await ddl('--engine', 'athena', '--location', 's3://amzn-s3-demo-bucket/lake/');
  expect(all.match(/^CREATE TABLE /gm)).toHaveLength(definitions.length);
  expect(all).toContain("LOCATION 's3://amzn-s3-demo-bucket/lake/waf_logs/'");
  const one = await ddl('--engine', 'trino', '--table', 's3_access_logs', '--catalog', 'iceberg');
  expect(one.match(/^CREATE [A-Z ]*?(?:TABLE|VIEW)[A-Z ]*? "iceberg"\S+/gm)).toEqual([
    'CREATE TABLE IF NOT EXISTS "iceberg"."levee"."s3_access_logs"',
    'CREATE OR REPLACE VIEW "iceberg"."levee"."access_logs"',
    'CREATE OR REPLACE VIEW "iceberg"."levee"."mybucket_logs"',
    'CREATE OR REPLACE VIEW "iceberg"."s3_access_logs_db"."mybucket_logs"',
  ]);
});

test.each([
  [[], "required option '--engine <engine>' not specified"],
  [['--engine', 'presto'], '--engine takes athena, trino, spark, not "presto"'],
  [['--engine', 'athena'], 'Athena must be told where the tables lie'],
  [['--engine', 'athena', '--location', 'file:///x'], 'Athena reads tables from S3 alone'],
  [
    ['--engine', 'trino', '--location', "s3://x/'; DROP"],
    '--location takes a URI such as s3://bucket/lake/levee',
  ],
  [['--engine', 'trino', '--table', 'waf'], 'there is no table "waf"'],
  [['--engine', 'trino', '--schema', 'a"b'], '--schema takes a name of lower-case letters, digits and _'],
  [
    ['--engine', 'athena', '--location', 's3://x', '--register'],
    'Athena has no statement that attaches an Iceberg table',
  ],
  [['--engine', 'trino', '--register', '--lake', '/nonexistent'], 'there is no lake at /nonexistent'],
])('%j is refused: %s', async (flags, message) => {
  const { code, stderr, stdout } = await ranHere(['ddl', ...flags]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

describe('levee serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'levee-views-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A lake with one S3 access log record, served on a free port for the duration of `use`. */
  async function served(use: (url: string) => Promise<void>): Promise<void> {
    const record =
      '0123456789abcdef amzn-s3-demo-bucket [06/Feb/2024:00:00:38 +0000] 192.0.2.3 - 3E57427F3EXAMPLE REST.GET.OBJECT a.txt "GET /a.txt HTTP/1.1" 200 - 113 113 7 6 "-" "curl/8" - id SigV4 TLS_AES_128_GCM_SHA256 AuthHeader example.com TLSv1.3';
    writeFileSync(join(folder, 's3.log'), `${record}\n`);
    const lake = join(folder, 'lake');
    await outputHere('--lake', lake, 'collect', join(folder, 's3.log'), '--format', 's3-access');
    const child = spawn(process.execPath, [LEVEE, '--lake', lake, 'serve', '--port', '0']);
    try {
      let said = '';
      for await (const chunk of child.stdout) {
        said += String(chunk);
        const url = /Iceberg REST catalog levee at (http\S+)/.exec(said)?.[1];
        if (url !== undefined) return await use(url);
      }
      throw new Error(`levee serve ended: ${said}`);
    } finally {
      child.kill();
    }
  }

  test('gives the views over the tables that are there', async () => {
    await served(async (url) => {
      const { identifiers } = (await (await fetch(`${url}/v1/namespaces/levee/views`)).json()) as {
        identifiers: { name: string }[];
      };
      expect(identifiers.map(({ name }) => name)).toEqual(['access_logs', 'mybucket_logs']);
      const view = (await (await fetch(`${url}/v1/namespaces/levee/views/access_logs`)).json()) as {
        metadata: { versions: { representations: { dialect: string; sql: string }[] }[] };
      };
      const representations = view.metadata.versions[0]?.representations ?? [];
      expect(representations.map(({ dialect }) => dialect)).toEqual(['trino', 'spark']);
      expect(representations[0]?.sql).toMatch(/FROM "s3_access_logs"$/);
      expect(representations[1]?.sql).toMatch(/FROM `s3_access_logs`$/);
      expect((await fetch(`${url}/v1/namespaces/levee/views/waf_logs_transformed`)).status).toBe(404);
    });
  });

  test('its lake is attached elsewhere by the newest metadata file', async () => {
    const lake = join(folder, 'lake');
    const at = pathToFileURL(join(lake, 'levee')).href;
    expect(await ddl('--engine', 'trino', '--register', '--lake', lake)).toContain(
      `CALL "levee".system.register_table(schema_name => 'levee', table_name => 's3_access_logs', table_location => '${at}/s3_access_logs', metadata_file_name => 'v1.metadata.json');`,
    );
    const moved = await ddl(
      '--engine',
      'spark',
      '--register',
      '--lake',
      lake,
      '--location',
      's3://amzn-s3-demo-bucket/lake',
    );
    expect(moved).toContain(
      "metadata_file => 's3://amzn-s3-demo-bucket/lake/s3_access_logs/metadata/v1.metadata.json');",
    );
    expect(moved).not.toContain('waf_logs');
  });
});
