import { spawn } from 'node:child_process';

/** One verb of `npm run check`: an npm script and what it is for. */
const STEPS = [
  ['types', 'types'],
  ['lint', 'lint'],
  ['format', 'format:check'],
  ['generated files', 'gen:check'],
  ['unused code', 'unused'],
  ['tests', 'test'],
] as const;

function run(script: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

let failed = 0;
for (const [what, script] of STEPS) {
  const startedAt = performance.now();
  const { code, output } = await run(script);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)\n`);
  if (code !== 0) process.stdout.write(output);
  failed += code === 0 ? 0 : 1;
}
process.stdout.write(failed === 0 ? 'all checks pass\n' : `${failed} checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
