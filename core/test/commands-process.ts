import { run } from '../src/bin/program.ts';

/** Run as a process: commands over one lake, a list of their parameters as JSON, until one fails, whose exit code is this one's. */
const [lake = '', commands = '[]'] = process.argv.slice(2);
for (const parameters of JSON.parse(commands) as string[][]) {
  process.exitCode = await run(['--lake', lake, ...parameters]);
  if (process.exitCode !== 0) break;
}
