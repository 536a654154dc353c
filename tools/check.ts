import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CODE_CACHE } from './test-folder.ts';

/**
 * The steps of `npm run check`: what each is for, and its npm script. Its tests are all that `npm test` runs, but for one file: of the
 * recorded statements they ask those that say something new (`tools/engines/parity-sample.ts`).
 */
const STEPS = [
  ['types', 'types'],
  ['lint', 'lint'],
  ['format', 'format:check'],
  ['generated files', 'gen:check'],
  ['unused code', 'unused'],
  ['tests', 'test:check'],
] as const;

type Step = (typeof STEPS)[number];

/** The steps but those that `--without NAME` leaves out. @throws Error for a name that no step has. */
function wanted(parameters: string[]): Step[] {
  const options = { without: { type: 'string', multiple: true } } as const;
  const { without = [] } = parseArgs({ args: parameters, options }).values;
  const names = STEPS.map(([name]): string => name);
  const unknown = without.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--without takes ${names.join(', ')}, not ${JSON.stringify(unknown)}`);
  return STEPS.filter(([name]) => !without.includes(name));
}

/**
 * What the steps' processes are told: compilers in Go give memory back only beyond 1.5 GiB, and those in JavaScript keep their compiled code.
 * Types and lint take a third less processor time, unused code a tenth.
 */
const SETTINGS = {
  GOGC: 'off',
  GOMEMLIMIT: '1536MiB',
  NODE_COMPILE_CACHE: CODE_CACHE,
};

function run(script: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--run', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...SETTINGS, ...process.env },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** Runs a step and says how it went; answers whether it passed. */
async function passes([what, script]: Step): Promise<boolean> {
  const startedAt = performance.now();
  const { code, output } = await run(script);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)\n`);
  if (code !== 0) process.stdout.write(output);
  return code === 0;
}

/** Runs steps one after the other; answers how many failed. */
async function failures(steps: readonly Step[]): Promise<number> {
  let failed = 0;
  for (const step of steps) failed += (await passes(step)) ? 0 : 1;
  return failed;
}

async function main(): Promise<void> {
  const steps = wanted(process.argv.slice(2));
  const left = STEPS.filter((step) => !steps.includes(step)).map(([name]) => name);
  // The tests wait now and then, for a disk or a moment: the others run meanwhile.
  const lanes = [steps.filter(([name]) => name === 'tests'), steps.filter(([name]) => name !== 'tests')];
  const failed = (await Promise.all(lanes.map(failures))).reduce((sum, count) => sum + count, 0);
  const passed = left.length === 0 ? 'all checks pass' : `all checks pass, without ${left.join(', ')}`;
  process.stdout.write(`${failed === 0 ? passed : `${failed} checks failed`}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`check: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
