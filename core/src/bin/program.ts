import manifest from '#package' with { type: 'json' };
import { Command, CommanderError } from 'commander';
import { inert, LeveeError, messageOf } from '#kernel';

/** Every command, in the order of the help, and the file that adds it: loaded when it is asked for, since starting is mostly loading. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  collect: async () => (await import('./collect-command.ts')).addCollect,
  tables: async () => (await import('./tables-command.ts')).addTables,
  maintain: async () => (await import('./maintain-command.ts')).addMaintain,
  query: async () => (await import('./query-command.ts')).addQuery,
  board: async () => (await import('./board-command.ts')).addBoard,
  rejects: async () => (await import('./rejects-command.ts')).addRejects,
  ddl: async () => (await import('./ddl-command.ts')).addDdl,
  serve: async () => (await import('./serve-command.ts')).addServe,
  simulate: async () => (await import('./simulate-command.ts')).addSimulate,
  demo: async () => (await import('./demo-command.ts')).addDemo,
  completion: async () => (await import('./completion-command.ts')).addCompletion,
};

/** Added by the file of another one. */
const BESIDE: Readonly<Record<string, string>> = { reparse: 'collect', formats: 'tables' };

/** The command line without its commands. */
const bare = (): Command =>
  new Command('levee')
    .description('An open security-log lake for AWS: every log in one Apache Iceberg lake.')
    .version(manifest.version, '--version', 'show the version')
    .option('--lake <folder>', 'folder of the lake (default: LEVEE_LAKE, then levee.yaml, then ./lake)')
    .option('--config <file>', 'configuration (default: ./levee.yaml where there is one)')
    .showHelpAfterError('(levee help COMMAND shows examples)')
    .showSuggestionAfterError()
    .exitOverride();

/** The command line for these parameters: the command that they ask for, or all of them. */
export async function program(parameters: readonly string[]): Promise<Command> {
  const levee = bare();
  const loaded = await Promise.all(wanted(parameters).map((load) => load()));
  for (const add of loaded) add(levee);
  return levee;
}

/** The file of the command that is asked for; all of them for what is about all, and for what is none. */
function wanted(parameters: readonly string[]) {
  const [name = ''] = bare().parseOptions([...parameters]).operands;
  const file = BESIDE[name] ?? name;
  const isOne = Object.hasOwn(COMMANDS, file) && file !== 'completion';
  return Object.entries(COMMANDS).flatMap(([each, load]) => (!isOne || each === file ? [load] : []));
}

/** Runs the command of `process.argv`; what fails is said on stderr and told by the exit code. */
export async function main(): Promise<void> {
  const code = await run(process.argv.slice(2));
  if (code !== 0) process.exitCode = code;
}

/** Runs the command that these parameters ask for and answers the exit code; what fails is said on stderr. */
export async function run(parameters: readonly string[]): Promise<number> {
  try {
    const levee = await program(parameters);
    await levee.parseAsync(parameters, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Says what went wrong and what to do; answers the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`levee: ${messageOf(error).split('\n').map(inert).join('\n')}\n`);
  if (error instanceof LeveeError) {
    if (error.hint !== undefined) process.stderr.write(`  ${inert(error.hint)}\n`);
    return error.exitCode;
  }
  if (process.env['LEVEE_DEBUG'] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  return 1;
}
