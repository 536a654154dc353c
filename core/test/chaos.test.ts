import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore } from '#adapter';
import { Random } from '#simulate';
import { answersTo } from './answers-to.ts';
import { outputHere } from './command-line.ts';
import { keptFiles } from './kept-files.ts';

/** Kills; `LEVEE_CHAOS` asks for more (npm run test:chaos: 100). */
const KILLS = Number(process.env['LEVEE_CHAOS'] ?? 4);
const OBJECTS = 300;
const COLLECTOR = join(import.meta.dirname, 'collector-process.ts');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-chaos-'));
  const day = join(folder, 'logs/AWSLogs/123456789012/WAFLogs/eu-central-1/shop/2026/05/04/12/00');
  mkdirSync(day, { recursive: true });
  for (let at = 0; at < OBJECTS; at += 1) {
    const name = `123456789012_waflogs_eu-central-1_shop_20260504T1200Z_${String(at).padStart(8, '0')}.log.gz`;
    writeFileSync(join(day, name), gzipSync(objectText(at)));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 20 to 39 good records, and in every third object one that is no JSON. */
function objectText(at: number): string {
  const lines = Array.from({ length: goodRecords(at) }, (_, line) =>
    JSON.stringify({
      timestamp: Date.UTC(2026, 4, 4 + (at % 5), 12, line),
      webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
      action: 'ALLOW',
      httpRequest: { clientIp: '192.0.2.1', uri: `/${at}/${line}` },
    }),
  );
  return `${[...lines, ...(at % 3 === 0 ? [`{"broken ${at}`] : [])].join('\n')}\n`;
}

const goodRecords = (at: number): number => 20 + (at % 20);
const expectedRows = Array.from({ length: OBJECTS }, (_, at) => goodRecords(at)).reduce(
  (sum, count) => sum + count,
  0,
);

const levee = (...parameters: string[]): Promise<string> =>
  outputHere(...parameters, '--lake', join(folder, 'lake'));

/** Milliseconds for which a collector of all objects is at it at least, once it has been loaded. */
const BUSY_MS = 350;

/**
 * Starts a collector (of new objects, or of all again) and kills it some milliseconds after it has begun: most of a process's time is
 * starting, when nothing can be lost. Resolves when it is gone.
 */
function killed(command: 'collect' | 'reparse', afterMs: number): Promise<void> {
  const config = join(folder, 'levee.yaml');
  writeFileSync(config, 'decode:\n  batchBytes: 1MiB\n');
  const child = fork(
    COLLECTOR,
    ['--config', config, '--lake', join(folder, 'lake'), command, join(folder, 'logs')],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], cwd: folder, execArgv: [] },
  );
  let timer: NodeJS.Timeout | undefined;
  child.once('message', () => {
    timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  return new Promise((resolve) => {
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

test(
  'collectors killed at random moments, alone and in pairs: every record is in the lake exactly once',
  { timeout: 1_800_000 },
  async () => {
    const random = new Random('chaos', String(process.env['LEVEE_CHAOS_SEED'] ?? 1));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const together = 1 + (kill % 2);
      await Promise.all(
        Array.from({ length: together }, () =>
          killed(random.pick(['collect', 'reparse']), random.whole(0, BUSY_MS)),
        ),
      );
    }
    await levee('collect', join(folder, 'logs'));
    await levee('maintain', '--orphan-age', '0');

    const answers = await answersTo(join(folder, 'lake'), [
      'SELECT count(*)::INTEGER, count(DISTINCT httprequest.uri)::INTEGER FROM waf_logs',
      'SELECT count(*)::INTEGER, count(DISTINCT raw)::INTEGER FROM rejects',
      'SELECT count(*)::INTEGER, sum(rows)::INTEGER, sum(rejects)::INTEGER, sum(records)::INTEGER FROM ingest_log',
      'SELECT l.source_object FROM ingest_log l JOIN (SELECT source_object, count(*) AS rows FROM waf_logs GROUP BY 1) w ON w.source_object = l.source_object WHERE w.rows <> l.rows',
    ]);
    const rejects = OBJECTS / 3;
    expect(answers.map(([, rows]) => rows)).toEqual([
      [[expectedRows, expectedRows]],
      [[rejects, rejects]],
      [[OBJECTS, expectedRows, rejects, expectedRows + rejects]],
      [],
    ]);
    expect(await orphans()).toEqual([]);
    expect(readdirSync(join(folder, 'lake/.levee/staged'))).toEqual([]);
  },
);

/** Parquet files on disk that no current or kept snapshot names. */
async function orphans(): Promise<string[]> {
  const data = join(folder, 'lake/levee');
  const onDisk = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  );
  const tables = JSON.parse(await levee('tables', '--json')) as { table: string; files: number }[];
  const live = tables.reduce((sum, { files }) => sum + files, 0);
  const kept = await keptFiles(folderStore(join(folder, 'lake')));
  return onDisk.length >= live && kept === onDisk.length ? [] : onDisk;
}
