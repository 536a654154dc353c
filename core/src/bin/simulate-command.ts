import type { Command } from 'commander';
import { bytesText, codeOf, countText, LeveeError, messageOf, secondsText } from '#kernel';
import { incidents, writers } from '#scenarios';
import { simulate, type LogWriter, type Simulated } from '#simulate';
import { Progress } from './progress.ts';

interface SimulateFlags {
  readonly days: string;
  readonly seed: string;
  readonly scale: string;
  readonly start?: string;
  readonly only?: string;
  readonly json?: boolean;
}

/** `levee simulate`: writes an organisation's logs and the truth about what was planted in them. */
export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .argument('<directory>', 'folder to write to')
    .option('--days <number>', 'length', '7')
    .option('--seed <number>', 'the same seed writes the same bytes', '1')
    .option('--scale <number>', '1 is about 500,000 records in seven days', '1')
    .option('--start <date>', 'first day (UTC), YYYY-MM-DD; by default the last day is yesterday')
    .option('--only <formats>', 'only these formats, separated by commas')
    .option('--json', 'print the summary as one JSON object')
    .description(
      "write a believable organisation's logs, in AWS's own key layout, with planted incidents and truth.json",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  levee simulate ./logs\n  levee simulate ./logs --days 2 --scale 10 --only waf,alb-access',
    )
    .action(runSimulate);
}

async function runSimulate(directory: string, flags: SimulateFlags): Promise<void> {
  const startedAt = performance.now();
  const done = await simulateShown({
    directory,
    days: numberOf('--days', flags.days, { least: 0.01, most: 3660 }),
    seed: numberOf('--seed', flags.seed, { least: 0, most: 2 ** 31 }),
    scale: numberOf('--scale', flags.scale, { least: 0.001, most: 10_000 }),
    start: startOf(flags),
    writers: chosen(flags.only),
  });
  const { records, bytes, objects, truth } = done;
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify({ records, bytes, objects, incidents: truth })}\n`);
  else {
    const seconds = (performance.now() - startedAt) / 1000;
    const types = new Set(truth.map(({ type }) => type)).size;
    process.stdout.write(
      `${countText(records)} records (${bytesText(bytes)}) in ${countText(objects)} objects, ${types} planted incidents, in ${secondsText(seconds)}\n`,
    );
  }
}

/**
 * Simulates with a progress line on a terminal.
 * @throws LeveeError where the folder can't be written
 */
export async function simulateShown(
  given: Omit<Parameters<typeof simulate>[0], 'incidents' | 'onProgress'>,
): Promise<Simulated> {
  const progress = new Progress();
  try {
    return await simulate({
      ...given,
      incidents,
      onProgress: ({ slots, of, records, bytes }) =>
        progress.show(
          () =>
            `simulating: ${Math.floor((100 * slots) / of)} %, ${countText(records)} records, ${bytesText(bytes)}`,
        ),
    });
  } catch (error) {
    throw unwritten(given.directory, error);
  } finally {
    progress.clear();
  }
}

/** What the disk says, with what to do; every other error as it is. */
function unwritten(directory: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const hint =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'delete what is there of them (truth.json is missing), then free disk space, or take fewer --days or a smaller --scale'
      : 'choose a folder that can be written';
  return new LeveeError(`the logs cannot be written to ${directory}: ${messageOf(error)}`, {
    hint,
    cause: error,
  });
}

function numberOf(flag: string, text: string, range: { least: number; most: number }): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= range.least && value <= range.most) return value;
  throw new LeveeError(
    `${flag} takes a number from ${range.least} to ${range.most}, not ${JSON.stringify(text)}`,
    { exitCode: 2 },
  );
}

function startOf({ start, days }: SimulateFlags): number {
  if (start === undefined) return lastDays(Number(days));
  const at = Date.parse(`${start}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(start) && Number.isFinite(at)) return at;
  throw new LeveeError(`--start takes a day such as 2026-11-13, not ${JSON.stringify(start)}`, {
    exitCode: 2,
  });
}

/** Midnight, so that the given number of days ends with yesterday. */
export function lastDays(days: number): number {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  return today - Math.ceil(days) * 86_400_000;
}

function chosen(only: string | undefined): readonly LogWriter[] {
  if (only === undefined) return writers;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !writers.some((writer) => writer.format === name));
  if (unknown !== undefined) {
    throw new LeveeError(`nothing simulates ${JSON.stringify(unknown)}`, {
      hint: `the formats are ${writers.map(({ format }) => format).join(', ')}`,
      exitCode: 2,
    });
  }
  return writers.filter(({ format }) => names.includes(format));
}
