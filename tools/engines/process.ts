import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Processes that must not outlive this one. */
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** Runs a command to its end, its output on stderr. @throws Error when it fails. */
export function run(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv } = {},
): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...options.env },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

/** Whether a command runs at all. */
export const works = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Where and how a server or a reader runs. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** File that gets what it says. */
  readonly log: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a process that ends with this one; its stdin and stdout are piped when `talks`. */
export function launch({ command, args, cwd, log, env }: Launch, talks: boolean): ChildProcess {
  const out = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: talks ? ['pipe', 'pipe', out] : ['ignore', out, out],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

const GRACE_MS = 15_000;

/** Ends a process that was launched here, by force where it takes longer than 15 seconds. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(force);
}

/** A process that answers one line of JSON to each line of JSON. */
export interface Talker {
  /** @throws Error with the text of an answer `{"error": …}`, or when the process ended. */
  ask(question: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a process that talks JSON lines. */
export function talker(launched: Launch): Talker {
  const child = launch(launched, true);
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('a talking process has pipes');
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const fail = (why: string) => {
    for (const { reject } of waiting.splice(0))
      reject(new Error(`${launched.command} ${why}; see ${launched.log}`));
  };
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code) => fail(`ended with ${code}`));
  stdin.on('error', () => fail('does not listen'));
  return {
    ask: async (question) => {
      if (child.exitCode !== null)
        throw new Error(`${launched.command} ended with ${child.exitCode}; see ${launched.log}`);
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        stdin.write(`${JSON.stringify(question)}\n`);
      });
      const answer = JSON.parse(line) as { error?: string; answer?: unknown };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.answer;
    },
    close: () => end(child),
  };
}
