import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const LEVEE = join(import.meta.dirname, '../src/bin/levee.ts');
const COMMANDS = join(import.meta.dirname, 'commands-process.ts');
const OBJECTS = 10;
const RECORDS = 2000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-disk-'));
  mkdirSync(join(folder, 'lake'));
  for (let at = 0; at < OBJECTS; at += 1) {
    const day = join(
      folder,
      at < 2 ? 'first' : 'rest',
      'AWSLogs/123456789012/WAFLogs/eu-central-1/shop/2026/05/04/12/00',
    );
    mkdirSync(day, { recursive: true });
    const name = `123456789012_waflogs_eu-central-1_shop_20260504T1200Z_${String(at).padStart(8, '0')}.log.gz`;
    writeFileSync(join(day, name), gzipSync(objectText(at)));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Records of three days that do not compress to nothing, and one that is no JSON. */
function objectText(at: number): string {
  const lines = Array.from({ length: RECORDS }, (_, line) =>
    JSON.stringify({
      timestamp: Date.UTC(2026, 4, 4 + (at % 3), 12, 0, line),
      webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
      action: 'ALLOW',
      httpRequest: {
        clientIp: '192.0.2.1',
        uri: `/${at}/${line}/${createHash('sha512').update(`${at} ${line}`).digest('base64url')}`,
      },
    }),
  );
  return `${[...lines, `{"broken ${at}`].join('\n')}\n`;
}

/** Whether this system lets us mount a disk that nobody else sees. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;

/** Runs a shell script beside a lake on a disk of 64 MiB; its standard output. */
const onSmallDisk = (script: string): string =>
  execFileSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=64m tmpfs lake\n${script}`], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, NODE: process.execPath, LEVEE, COMMANDS },
  });

const RUN = `
levee() { "$NODE" "$LEVEE" --lake "$PWD/lake" "$@"; }
asked() { "$NODE" "$COMMANDS" "$PWD/lake" "$1"; }
fill() { rm -f lake/filler; head -c $(( ($(df --output=avail -k lake | tail -1) - $1) * 1024 )) /dev/zero > lake/filler; }
failing() { levee "$@" > out 2> err && echo "no failure"; head -c 4000 err; }
`;

const COLLECT_ALL = ['collect', 'first', 'rest'];

/** The parameters of a query whose answer is a line. */
const counted = (sql: string): string[] => ['query', sql, '--output', 'ndjson'];

test.skipIf(!canMount)(
  'a full disk is said so, at whatever step it fills, and loses and doubles nothing once there is room',
  { timeout: 120_000 },
  () => {
    const said = onSmallDisk(`${RUN}
      levee collect first > out || exit 1
      for left in 16 600 1200 1800 2400; do fill $left; failing collect rest; echo "scratch: $(find lake/.levee/scratch -type f)"; done
      rm lake/filler
      asked '${JSON.stringify([
        COLLECT_ALL,
        counted('SELECT count(*) AS n, count(DISTINCT httprequest.uri) AS d FROM waf_logs'),
        counted('SELECT count(*) AS n, count(DISTINCT source_object) AS d FROM rejects'),
      ])}'`);
    const lines = said.split('\n');
    const failures = lines.flatMap((line, at) =>
      line.startsWith('levee: ') ? [`${line}${lines[at + 1]}`] : [],
    );
    expect(failures).toHaveLength(5);
    for (const failure of failures) expect(failure).toMatch(/^levee: .*lake.* {2}.*free/);
    expect(failures.filter((failure) => failure.includes('the disk is full'))).not.toEqual([]);
    expect(lines.filter((line) => line.startsWith('scratch:'))).toEqual(
      Array.from({ length: 5 }, () => 'scratch: '),
    );
    expect(lines.filter((line) => line.startsWith('{'))).toEqual([
      JSON.stringify({ n: OBJECTS * RECORDS, d: OBJECTS * RECORDS }),
      JSON.stringify({ n: OBJECTS, d: OBJECTS }),
    ]);
  },
);

test.skipIf(!canMount)(
  'a lake on a disk that is mounted read-only is read, not written, and is whole afterwards',
  { timeout: 60_000 },
  () => {
    const said = onSmallDisk(`${RUN}
    levee collect first > out || exit 1
    mount -o remount,ro lake
    failing collect rest
    asked '${JSON.stringify([
      counted('SELECT count(*) AS kept FROM waf_logs'),
      counted('SELECT count(*) AS objects FROM ingest_log'),
      ['tables'],
    ])}'
    find lake/.levee -newer out -type f
    mount -o remount,rw lake
    asked '${JSON.stringify([COLLECT_ALL, counted('SELECT count(*) AS n FROM waf_logs')])}'`);
    expect(said).toMatch(/^levee: the lake folder .*lake cannot be written: EROFS: read-only file system/);
    expect(said).toContain(JSON.stringify({ kept: 2 * RECORDS }));
    expect(said).toContain(JSON.stringify({ objects: 2 }));
    expect(said).toMatch(/waf_logs +\d/);
    expect(said).toContain(JSON.stringify({ n: OBJECTS * RECORDS }));
  },
);
