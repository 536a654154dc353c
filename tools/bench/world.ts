import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = resolve(import.meta.dirname, '../..');

/** Where benchmarks put what they read and write. */
export const OUT = join(ROOT, 'bench-out');
export const LEVEE = join(ROOT, 'core/src/bin/levee.ts');

/** Raw bytes that scale 1 writes per day of each format, about. */
const BYTES_PER_DAY: Readonly<Record<string, number>> = {
  waf: 43e6,
  cloudtrail: 13e6,
  'alb-access': 16e6,
  'vpc-flow': 5e6,
};

/** Simulated objects: their folder, and how much they are. */
export interface Input {
  readonly folder: string;
  /** Bytes of text, and of gzip. */
  readonly raw: number;
  readonly stored: number;
  readonly objects: number;
}

export function levee(...parameters: string[]): string {
  return execFileSync(process.execPath, [LEVEE, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

/** Gzip objects below a folder. */
export function objectsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(folder, name));
}

/** Simulates objects of a format: about as many raw bytes as asked for, over some days. */
export function simulated(format: string, rawBytes: number, days = 1): Input {
  const folder = join(OUT, 'logs', `${format}-${days}`);
  rmSync(folder, { recursive: true, force: true });
  const scale = rawBytes / days / (BYTES_PER_DAY[format] ?? 10e6);
  const flags = ['--days', String(days), '--scale', String(scale), '--only', format, '--start', '2026-05-04'];
  levee('simulate', folder, ...flags);
  const paths = objectsBelow(folder);
  const stored = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const raw = paths.reduce((sum, path) => sum + gunzipSync(readFileSync(path)).length, 0);
  return { folder, raw, stored, objects: paths.length };
}

/** Bytes of all Parquet files of a lake. */
export const parquetBytes = (lake: string): number =>
  readdirSync(join(lake, 'levee'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(lake, 'levee', name)).size, 0);
