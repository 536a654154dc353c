import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES, pythonWith } from './install.ts';
import { end, launch } from './process.ts';
import { freePort } from './trino-server.ts';

const PACKAGES = ['moto[server]==5.2.5'];

/** An emulator of AWS that runs. */
export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

const POLL_MS = 100;
const LONGEST_START_MS = 60_000;

/** Installs moto where it is not, and starts it on 127.0.0.1. */
export async function startMoto(): Promise<MotoServer> {
  const python = join(pythonWith('moto', PACKAGES), 'bin/python');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = join(ENGINES, 'run');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'moto.log');
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
  const child = launch({ command: python, args, cwd: folder, log }, false);
  const deadline = Date.now() + LONGEST_START_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const isThere = await fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { url, stop: () => end(child) };
    await sleep(POLL_MS);
  }
  await end(child);
  throw new Error(`moto did not start; see ${log}`);
}
