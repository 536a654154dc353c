import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startMoto } from './moto.ts';
import type { Report } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** Runs the contract of engines against servers that are named by the environment. */
function contract(name: string, environment: Readonly<Record<string, string>>, report: Report): void {
  const { status } = spawnSync(
    process.execPath,
    [VITEST, 'run', '--no-color', '-t', name, 'tools/engines/contract.test.ts'],
    { cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...process.env, ...environment } },
  );
  report.equal(`the contract of engines, by ${name}`, status, 0);
}

/** The contract of engines on a real Trino. */
export const checkTrinoContract = (server: string, report: Report): void =>
  contract('Trino', { LEVEE_TRINO_URL: server }, report);

/** The contract of engines on moto's Athena, by the real SDK. */
export async function checkAthenaContract(report: Report): Promise<void> {
  const moto = await startMoto();
  try {
    contract('Athena', { LEVEE_MOTO_URL: moto.url }, report);
  } finally {
    await moto.stop();
  }
}
