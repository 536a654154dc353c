import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../core/src/bin/levee.ts');

/** A small organisation: about 100,000 records, 10,000 objects. */
const SIMULATED = ['--days', '3', '--scale', '0.3', '--start', '2026-03-28', '--json'];

/** Runs Levee's command line and returns what it prints as JSON. */
function levee(...args: string[]): unknown {
  const { status, stdout } = spawnSync(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  if (status !== 0) throw new Error(`levee ${args.join(' ')} ended with ${status}`);
  return JSON.parse(stdout);
}

interface Collected {
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly rejects: number }>>;
}

/**
 * A lake as people get one, by the command line: simulated logs collected, maintained, and then more collected, so that
 * compacted and fresh files stand side by side. Answers the rows that each table must have by the summaries.
 */
export function writeDemoLake(folder: string): ReadonlyMap<string, number> {
  const logs = join(folder, 'logs');
  const lake = join(folder, 'lake');
  levee('simulate', logs, ...SIMULATED);
  const rows = new Map<string, number>();
  const collect = (...where: string[]) => {
    const { tables } = levee('collect', '--json', '--lake', lake, ...where) as Collected;
    for (const [table, totals] of Object.entries(tables)) {
      rows.set(table, (rows.get(table) ?? 0) + totals.rows);
      rows.set('rejects', (rows.get('rejects') ?? 0) + totals.rejects);
    }
  };
  collect(join(logs, 'AWSLogs/123456789012'));
  levee('maintain', '--json', '--lake', lake);
  collect(join(logs, 'AWSLogs'), join(logs, 's3-access'));
  collect('--format', 'waf', damagedLogs(folder));
  return rows;
}

/** Records that become rejects: cut off, not JSON, and text that would harm a terminal or a query. */
function damagedLogs(folder: string): string {
  const damaged = join(folder, 'damaged');
  mkdirSync(damaged);
  const lines = [
    '{"timestamp": 1774656000000, "action": "BLOCK"',
    'not JSON at all',
    `'; DROP TABLE waf_logs; -- \u001B[31m \u202E 😀 \u{10FFFF}`,
    `{"timestamp": "${'9'.repeat(5000)}"}`,
    '[]',
  ];
  writeFileSync(join(damaged, 'damaged.log'), `${lines.join('\n')}\n`);
  return damaged;
}
