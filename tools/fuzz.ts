import { spawn } from 'node:child_process';

/** `npm run test:fuzz [records]`: the decoding properties over many more mutated records, 1,000,000 by default. */
const records = process.argv[2] ?? '1000000';
const child = spawn('npx', ['vitest', 'run', 'core/test/properties.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, LEVEE_FUZZ: records },
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
