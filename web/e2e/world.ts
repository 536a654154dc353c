import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const LEVEE = join(import.meta.dirname, '../../core/src/bin/levee.ts');

/** What the simulation planted (truth.json). */
export interface Incident {
  readonly type: string;
  readonly table: string;
  readonly entities: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly records: number;
}

/** A lake in a folder, as the tests are told of it. */
export interface Lake {
  readonly folder: string;
  readonly url: string;
  readonly truth: readonly Incident[];
}

/** The command line over a lake. */
export type Levee = (...parameters: string[]) => Promise<string>;

const leveeAt =
  (folder: string): Levee =>
  async (...parameters) => {
    const all = [LEVEE, '--lake', join(folder, 'lake'), ...parameters];
    const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 1 << 28 });
    return stdout;
  };

/** Asks the lake by `levee query`. */
export async function query(
  { folder }: Pick<Lake, 'folder'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  return JSON.parse(await leveeAt(folder)('query', '--output', 'json', sql)) as Record<string, unknown>[];
}

/** Fills a lake by `fill` and serves it until `close`. */
export async function openLake(
  fill: (folder: string, levee: Levee) => Promise<unknown>,
): Promise<Lake & { readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'levee-page-'));
  await fill(folder, leveeAt(folder));
  const server = spawn(process.execPath, [LEVEE, '--lake', join(folder, 'lake'), 'serve', '--port', '0']);
  const url = await urlOf(server);
  const truth = join(folder, 'logs/truth.json');
  return {
    folder,
    url,
    truth: existsSync(truth) ? (JSON.parse(readFileSync(truth, 'utf8')) as Incident[]) : [],
    close: async () => {
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const url = /page and API at (http:\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => reject(new Error(`levee serve ended: ${text}`)));
  });
}
