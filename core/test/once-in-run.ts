import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, messageOf } from '#kernel';

/** What a file of tests made for all of them: a folder, which nobody changes, and what is to be known of it. */
export interface Made<T> {
  readonly folder: string;
  readonly told: T;
}

type Outcome<T> = { readonly told: T } | { readonly problem: string };

const PATIENCE_MILLISECONDS = 300_000;

/**
 * Lets the first file of tests that asks fill a folder, and the others wait for it: the run's temporary folder (`tools/test-folder.ts`)
 * is theirs together.
 * @param fill answers what is to be known of the folder, as JSON can hold it
 * @throws Error where the first one failed, or is at it for five minutes
 */
export async function onceInRun<T>(name: string, fill: (folder: string) => Promise<T>): Promise<Made<T>> {
  const folder = join(tmpdir(), `once-${name}`);
  const path = `${folder}.json`;
  if (isFirst(folder)) tell(path, await fill(folder).then(toldOutcome, problemOutcome));
  const outcome = await heard<T>(path);
  if ('problem' in outcome) throw new Error(`${name}: ${outcome.problem}`);
  return { folder, told: outcome.told };
}

const toldOutcome = <T>(told: T): Outcome<T> => ({ told });
const problemOutcome = (error: unknown): Outcome<never> => ({ problem: messageOf(error) });

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The whole file at once: others look for it. */
function tell(path: string, outcome: Outcome<unknown>): void {
  writeFileSync(`${path}.part`, JSON.stringify(outcome));
  renameSync(`${path}.part`, path);
}

async function heard<T>(path: string): Promise<Outcome<T>> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (!existsSync(path)) {
    if (Date.now() > end) throw new Error(`${path} does not come`);
    await sleep(50);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Outcome<T>;
}
