import manifest from '#package' with { type: 'json' };
import { Command, CommanderError } from 'commander';
import { inert, LeveeError, messageOf } from '#kernel';
import { addBoard } from './board-command.ts';
import { addCollect } from './collect-command.ts';
import { addCompletion } from './completion-command.ts';
import { addDdl } from './ddl-command.ts';
import { addDemo } from './demo-command.ts';
import { addMaintain } from './maintain-command.ts';
import { addQuery } from './query-command.ts';
import { addRejects } from './rejects-command.ts';
import { addServe } from './serve-command.ts';
import { addSimulate } from './simulate-command.ts';
import { addTables } from './tables-command.ts';

/** The command line, every command added by its own file. */
function program(): Command {
  const levee = new Command('levee')
    .description('An open security-log lake for AWS: every log in one Apache Iceberg lake.')
    .version(manifest.version, '--version', 'show the version')
    .option('--lake <folder>', 'folder of the lake (default: LEVEE_LAKE, then levee.yaml, then ./lake)')
    .option('--config <file>', 'configuration (default: ./levee.yaml where there is one)')
    .showHelpAfterError('(levee help COMMAND shows examples)')
    .showSuggestionAfterError()
    .exitOverride();
  addCollect(levee);
  addTables(levee);
  addMaintain(levee);
  addQuery(levee);
  addBoard(levee);
  addRejects(levee);
  addDdl(levee);
  addServe(levee);
  addSimulate(levee);
  addDemo(levee);
  addCompletion(levee);
  return levee;
}

/** Runs the command of `process.argv`; what fails is said on stderr and told by the exit code. */
export async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    process.exitCode = report(error);
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
