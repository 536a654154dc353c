import { run } from '../src/bin/program.ts';

/** Run as a process that somebody kills: a command of the command line, begun when what it needs is loaded and the parent has heard so. */
await import('../src/bin/collect-command.ts');
process.send?.('loaded');
process.exitCode = await run(process.argv.slice(2));
process.disconnect?.();
