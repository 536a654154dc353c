import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { loadConfig, type ConfigSources } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'levee-config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = join(root, 'levee.yaml');

const problemOf = (yaml: string | Uint8Array, more: Partial<ConfigSources> = {}): LeveeError => {
  try {
    writeFileSync(file, yaml);
    loadConfig({ env: {}, cwd: root, ...more });
  } catch (error) {
    expect(error).toBeInstanceOf(LeveeError);
    expect((error as LeveeError).exitCode).toBe(2);
    return error as LeveeError;
  }
  throw new Error('the configuration was accepted');
};

/** `line:column: …` of the message, without the file's name. */
const saying = (yaml: string | Uint8Array, more?: Partial<ConfigSources>): string =>
  problemOf(yaml, more).message.replace(`${file}:`, '');

describe('a mistake is named with its place, what was found and what was expected', () => {
  test.each([
    ['lake: 5', '1:7: lake: found 5, expected a folder'],
    [
      'engine:\n  threads: many',
      '2:12: engine.threads: found "many", expected a whole number from 1 to 1024',
    ],
    ['engine: { threads: 0 }', '1:20: engine.threads: found 0, expected a whole number from 1 to 1024'],
    ['engine: { threads: 1.5 }', '1:20: engine.threads: found 1.5, expected a whole number from 1 to 1024'],
    ['engine: fast', '1:9: engine: found "fast", expected a map of keys and values'],
    ['sources: logs', '1:10: sources: found "logs", expected a list'],
    ['sources:\n  - format: waf', '2:5: sources[0].folder: found nothing, expected a folder'],
    ['sources:\n  - logs', '2:5: sources[0]: found "logs", expected a map of keys and values'],
    ['sources: [null]', '1:11: sources[0]: found nothing, expected a map of keys and values'],
    [
      'decode:\n  maxDepth: 99999',
      '2:13: decode.maxDepth: found 99999, expected a whole number from 1 to 10000',
    ],
    [
      'decode:\n  maxRecordBytes: 32 megs',
      '2:19: decode.maxRecordBytes: found "32 megs", expected a size of at least 1024 bytes, such as 1048576, 600MB or 32MiB',
    ],
    [
      'decode: { maxObjectBytes: 1KB }',
      '1:27: decode.maxObjectBytes: found "1KB", expected a size of at least 1048576 bytes, such as 1048576, 600MB or 32MiB',
    ],
    [
      'serve:\n  answerMemory: lots',
      '2:17: serve.answerMemory: found "lots", expected a size of at least 0 bytes, such as 1048576, 600MB or 32MiB',
    ],
    [
      'serve: { columnMemory: -1 }',
      '1:24: serve.columnMemory: found -1, expected a whole number from 0 to 9007199254740991',
    ],
    [
      'tables:\n  waf_logs:\n    retention: 12h',
      '3:16: tables.waf_logs.retention: found "12h", expected a length of time in days, weeks or years, such as 90d, 13w or 7y',
    ],
    [
      'tables: { waf_logs: { retention: 0d } }',
      '1:34: tables.waf_logs.retention: found "0d", expected a length of time in days, weeks or years, such as 90d, 13w or 7y',
    ],
    [
      'tables: { WAF-logs: {} }',
      '1:11: tables.WAF-logs: found "WAF-logs", expected the name of a table: lower-case letters, digits and _',
    ],
    [
      'trustedHops: [10.0.0.0/33]',
      '1:15: trustedHops[0]: found "10.0.0.0/33", expected a network such as 10.0.0.0/8 or 2001:db8::/32, or one address',
    ],
    [
      'trustedHops: [proxy.example]',
      '1:15: trustedHops[0]: found "proxy.example", expected a network such as 10.0.0.0/8 or 2001:db8::/32, or one address',
    ],
    ['- a list', '1:1: the file: found a list, expected a map of keys and values'],
    ['just text', '1:1: the file: found "just text", expected a map of keys and values'],
    [
      'maintenance: { orphanAge: 5 }',
      '1:27: maintenance.orphanAge: found 5, expected a length of time such as 30min, 36h, 5d, 2w or 1y',
    ],
  ])('%j', (yaml, expected) => {
    expect(saying(yaml)).toBe(expected);
  });

  test('in an anchor, found through its alias', () => {
    expect(saying('a: &a { fodler: x }\nsources: [*a]')).toMatch(/^1:9: sources\[0\]\.fodler: unknown key/);
    expect(saying('sources:\n  - &one\n    fodler: a\n  - *one\n')).toMatch(
      /^3:5: sources\[0\]\.fodler: unknown key/,
    );
  });

  test('several at once: the first is said, the others counted', () => {
    expect(saying('lake: 5\nengine: { threads: 0 }')).toContain('(and 1 more)');
  });

  test.each([
    ['sorces: []', '1:1: sorces: unknown key', 'did you mean sources?'],
    ['engine:\n  thread: 2', '2:3: engine.thread: unknown key', 'did you mean threads?'],
    [
      'tables: { waf_logs: { retnetion: 1d } }',
      '1:23: tables.waf_logs.retnetion: unknown key',
      'did you mean retention?',
    ],
    ['engine: { zzz: 2 }', '1:11: engine.zzz: unknown key', 'known keys: threads, memory, tempDisk'],
    [
      '__proto__: { lake: x }',
      '1:1: __proto__: unknown key',
      'known keys: lake, engine, query, serve, decode, sources, tables, trustedHops, maintenance',
    ],
  ])('unknown key %j', (yaml, message, hint) => {
    const problem = problemOf(yaml);
    expect(problem.message.replace(`${file}:`, '')).toBe(message);
    expect(problem.hint).toBe(hint);
  });

  test('a format or table that does not exist', () => {
    const known = { formats: ['waf', 'cloudtrail'], tables: ['waf_logs'] };
    const format = problemOf('sources:\n  - { folder: a, format: cloudtrial }', { known });
    expect([format.message, format.hint]).toEqual([
      `${file}:2:26: sources[0].format: there is no format "cloudtrial"`,
      'did you mean cloudtrail?',
    ]);
    const table = problemOf('tables:\n  waf_log: { retention: 1d }', { known });
    expect([table.message, table.hint]).toEqual([
      `${file}:2:3: tables.waf_log: there is no table "waf_log"`,
      'did you mean waf_logs?',
    ]);
  });

  test('what was found is shown inertly and cut', () => {
    expect(saying('lake: "\\e[2J\\u202e"\nengine: { threads: "' + 'x'.repeat(500) + '" }')).toMatch(
      /x{50,60}…, exp/,
    );
    expect(saying('trustedHops: ["\\u202e\\e"]')).toContain(String.raw`"\u202e\u001b"`);
  });
});

describe('YAML that is broken or hostile is refused', () => {
  test.each([
    ['lake: a\nlake: b', /^2:1: Map keys must be unique/],
    ['engine:\n\tthreads: 2', /^2:1: Tabs are not allowed as indentation/],
    ['lake: [a', /^1:9: /],
    ['lake: a\n---\nlake: b', /^2:1: Source contains multiple documents/],
    ['lake: !!js/function "x"', /^1:7: Unresolved tag/],
    ['? [a, b]\n: c', /^1:3: a key must be plain text/],
    ['lake: *nowhere', /^1:7: there is no anchor &nowhere before this alias/],
  ])('%j', (yaml, expected) => {
    expect(saying(yaml)).toMatch(expected);
  });

  test('aliases of aliases (a billion laughs)', () => {
    const levels = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    );
    expect(problemOf(levels.join('\n')).message).toContain('Excessive alias count');
  });

  test('nesting 20,000 deep', () => {
    expect(problemOf('['.repeat(20_000)).message).toMatch(/Maximum call stack size exceeded/);
  });

  test('bytes that are not UTF-8', () => {
    expect(problemOf(Uint8Array.of(0x6c, 0xff, 0xfe)).message).toBe(`${file} is not UTF-8 text`);
  });

  test('a file of 2 MiB', () => {
    expect(problemOf('#'.repeat(2 << 20)).message).toContain('is larger than 1048576 bytes');
  });

  test('a file that is not there, or a folder', () => {
    expect(() => loadConfig({ path: 'nowhere.yaml', env: {}, cwd: root })).toThrow(
      /nowhere\.yaml cannot be read/,
    );
    expect(() => loadConfig({ path: root, env: {}, cwd: root })).toThrow(/it is a folder/);
  });
});

describe('who answers queries', () => {
  const trino = (more: string) =>
    `query:\n  trino:\n    server: https://trino.example.com\n    user: ann\n${more}`;

  test.each([
    [
      'query: { engine: presto }',
      '1:18: query.engine: found "presto", expected one of duckdb, trino, athena',
    ],
    [
      'query: { trino: { user: ann } }',
      '1:17: query.trino.server: found nothing, expected an address such as https://trino.example.com:8443, without user or password in it',
    ],
    [
      'query:\n  trino:\n    server: https://ann:hunter2@trino.example.com\n    user: ann',
      '3:13: query.trino.server: found "https://…@trino.example.com", expected an address such as https://trino.example.com:8443, without user or password in it',
    ],
    [
      trino('    catalog: a"b'),
      '5:14: query.trino.catalog: found "a\\"b", expected a name of letters, digits and _',
    ],
    [
      trino('    session: { "a b": x }'),
      '5:16: query.trino.session.a b: found "a b", expected the name of a session property',
    ],
    [trino('    session: { a: 5 }'), '5:19: query.trino.session.a: found 5, expected a text such as "10m"'],
    [
      trino('    tokenFile: a\n    passwordFile: b'),
      '3:5: query.trino: found a map, expected either passwordFile or tokenFile, not both',
    ],
    [
      'query: { athena: { region: Frankfurt } }',
      '1:28: query.athena.region: found "Frankfurt", expected an AWS Region such as eu-central-1',
    ],
    [
      'query: { athena: { region: us-east-1, outputLocation: /tmp } }',
      '1:55: query.athena.outputLocation: found "/tmp", expected a place such as s3://bucket/results/',
    ],
    [
      'query: { athena: { region: us-east-1, reuseMinutes: 99999 } }',
      '1:53: query.athena.reuseMinutes: found 99999, expected a whole number from 0 to 10080',
    ],
  ])('%j', (yaml, expected) => {
    expect(saying(yaml)).toBe(expected);
  });

  test('a password itself has no key', () => {
    const { message, hint } = problemOf(trino('    password: hunter2'));
    expect(message).toBe(`${file}:5:5: query.trino.password: unknown key`);
    expect(hint).not.toContain('hunter2');
  });
});
