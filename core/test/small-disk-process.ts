import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ranHere, type Ran } from './command-line.ts';

/**
 * What is done beside the lake of a small disk: a command of the command line, in this process or in one of its own; the disk filled up to
 * so many KiB, or emptied again; the disk mounted otherwise.
 */
export type Step =
  | { readonly run: readonly string[]; readonly isAlone?: boolean }
  | { readonly leaveKiB: number | null }
  | { readonly remount: string };

/** What a command did, and which files were left aside after it. */
export interface Done extends Ran {
  readonly aside: readonly string[];
}

const LEVEE = join(import.meta.dirname, '../src/bin/levee.ts');
const LAKE = 'lake';
const FILLER = join(LAKE, 'filler');

async function take(step: Step): Promise<void> {
  if ('leaveKiB' in step) fill(step.leaveKiB);
  else if ('remount' in step) execFileSync('mount', ['-o', `remount,${step.remount}`, LAKE]);
  else {
    const parameters = ['--lake', join(process.cwd(), LAKE), ...step.run];
    const ran = step.isAlone === true ? ranAlone(parameters) : await ranHere(parameters);
    process.stdout.write(`${JSON.stringify({ ...ran, aside: filesAside() } satisfies Done)}\n`);
  }
}

function ranAlone(parameters: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LEVEE, ...parameters], {
    encoding: 'utf8',
  });
  return { code: status ?? -1, stdout, stderr };
}

function fill(leaveKiB: number | null): void {
  rmSync(FILLER, { force: true });
  if (leaveKiB === null) return;
  const { bavail, bsize } = statfsSync(LAKE);
  writeFileSync(FILLER, Buffer.alloc(bavail * bsize - leaveKiB * 1024));
}

const filesAside = (): string[] =>
  readdirSync(join(LAKE, '.levee/scratch'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Run as a process in a folder with a lake on a disk of its own; writes what each command did, a JSON of a line each. */
for (const step of JSON.parse(process.argv[2] ?? '[]') as Step[]) await take(step);
