import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Done, Step } from './small-disk-process.ts';

const PROCESS = join(import.meta.dirname, 'small-disk-process.ts');
const OBJECTS = 10;
const RECORDS = 500;

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

/** Takes steps beside a lake on a disk of 16 MiB; what the commands among them did. */
function onSmallDisk(steps: readonly Step[]): Done[] {
  const script = `mount -t tmpfs -o size=16m tmpfs lake && exec "$NODE" "$PROCESS" "$STEPS"`;
  const lines = execFileSync('unshare', ['-rm', 'sh', '-c', script], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, NODE: process.execPath, PROCESS, STEPS: JSON.stringify(steps) },
  });
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Done);
}

/** How much room is left, in KiB, and what then says so: the ledger, the records aside that take up to 500, or data files beside those. */
const FULL = [
  [16, 'ledger.sqlite could not be read or written (disk I/O error)'],
  [350, 'the disk is full: decoding failed: ENOSPC'],
  [700, 'the disk is full: IO Error: Could not write file'],
] as const;

const COLLECT_FIRST: Step = { run: ['collect', 'first'] };
const COLLECT_ALL: Step = { run: ['collect', 'first', 'rest'] };

/** A query whose answer is a line. */
const counted = (sql: string): Step => ({ run: ['query', sql, '--output', 'ndjson'] });

test.skipIf(!canMount)(
  'a full disk is said so, at whatever step it fills, and loses and doubles nothing once there is room',
  { timeout: 120_000 },
  () => {
    const fills = FULL.flatMap(([leaveKiB], at): Step[] => [
      { leaveKiB },
      // What a process has claimed is free when it has ended; the first comes to claim nothing.
      { run: ['collect', 'rest'], isAlone: at > 0 },
    ]);
    const [first, ...later] = onSmallDisk([
      COLLECT_FIRST,
      ...fills,
      { leaveKiB: null },
      COLLECT_ALL,
      counted('SELECT count(*) AS n, count(DISTINCT httprequest.uri) AS d FROM waf_logs'),
      counted('SELECT count(*) AS n, count(DISTINCT source_object) AS d FROM rejects'),
    ]);
    expect(first).toMatchObject({ code: 0 });
    for (const [at, [, step]] of FULL.entries()) {
      expect(later[at]).toMatchObject({ code: 1, aside: [] });
      expect(later[at]?.stderr).toMatch(/^levee: .*lake.*\n {2}.*free/);
      expect(later[at]?.stderr).toContain(step);
    }
    const [collected, rows, rejects] = later.slice(FULL.length);
    expect(collected).toMatchObject({ code: 0 });
    expect(rows?.stdout).toBe(`${JSON.stringify({ n: OBJECTS * RECORDS, d: OBJECTS * RECORDS })}\n`);
    expect(rejects?.stdout).toBe(`${JSON.stringify({ n: OBJECTS, d: OBJECTS })}\n`);
  },
);

test.skipIf(!canMount)(
  'a lake on a disk that is mounted read-only is read, not written, and is whole afterwards',
  { timeout: 60_000 },
  () => {
    const [first, refused, kept, objects, tables, collected, rows] = onSmallDisk([
      COLLECT_FIRST,
      { remount: 'ro' },
      { run: ['collect', 'rest'] },
      counted('SELECT count(*) AS kept FROM waf_logs'),
      counted('SELECT count(*) AS objects FROM ingest_log'),
      { run: ['tables'] },
      { remount: 'rw' },
      COLLECT_ALL,
      counted('SELECT count(*) AS n FROM waf_logs'),
    ]);
    expect(first).toMatchObject({ code: 0 });
    expect(refused?.code).toBe(1);
    expect(refused?.stderr).toMatch(
      /^levee: the lake folder .*lake cannot be written: EROFS: read-only file system/,
    );
    expect(kept?.stdout).toBe(`${JSON.stringify({ kept: 2 * RECORDS })}\n`);
    expect(objects?.stdout).toBe(`${JSON.stringify({ objects: 2 })}\n`);
    expect(tables?.stdout).toMatch(/waf_logs +\d/);
    expect(collected).toMatchObject({ code: 0 });
    expect(rows?.stdout).toBe(`${JSON.stringify({ n: OBJECTS * RECORDS })}\n`);
  },
);
