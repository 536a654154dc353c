import type { Command } from 'commander';
import { bytesText, countText, inert, LeveeError, secondsText } from '#kernel';
import { nothingSkipped, type FileFilter } from '#collect';
import type { FolderSource } from '#config';
import type { Format } from '#format';
import { collect, type CollectOptions, type CollectWorld } from './collect-run.ts';
import { CollectTotals } from './collect-totals.ts';
import { collectWorld, configOf, withLake, type GlobalFlags } from './context.ts';
import { formats } from './lake-tables.ts';
import { Progress, progressLine } from './progress.ts';

interface CollectFlags extends GlobalFlags {
  readonly format?: string;
  readonly json?: boolean;
}

/** `levee collect` and `levee reparse`: the same work, of new objects or of all. */
export function addCollect(program: Command): void {
  program
    .command('collect')
    .argument('[where...]', 'folders and files; by default every source of levee.yaml')
    .option('--format <name>', 'read everything as this format, whatever names and content say')
    .option('--json', 'print the summary as one JSON object')
    .description('decode new log objects into the lake; what is in it already is skipped')
    .addHelpText(
      'after',
      '\nExamples:\n  levee collect ./logs\n  levee collect --format waf dump.json\n  levee collect --json ./logs | jq .rejects',
    )
    .action((where: string[], _flags, command: Command) =>
      runCollect(where, command.optsWithGlobals<CollectFlags>(), false),
    );
  program
    .command('reparse')
    .argument('[where...]', 'folders and files; by default every source of levee.yaml')
    .option('--format <name>', 'read everything as this format')
    .option('--json', 'print the summary as one JSON object')
    .description('read objects again that are in the lake; their rows and rejects are replaced in one commit')
    .addHelpText('after', '\nExample:\n  levee reparse ./logs/broken.log.gz')
    .action((where: string[], _flags, command: Command) =>
      runCollect(where, command.optsWithGlobals<CollectFlags>(), true),
    );
}

/** The format of that name. @throws LeveeError (wrong usage) where there is none. */
export function formatNamed(name: string): Format {
  const format = formats.find((known) => known.name === name);
  if (format !== undefined) return format;
  throw new LeveeError(`there is no format ${JSON.stringify(name)}`, {
    hint: `the formats are ${formats.map((known) => known.name).join(', ')}`,
    exitCode: 2,
  });
}

async function runCollect(where: readonly string[], flags: CollectFlags, again: boolean): Promise<void> {
  const config = configOf(flags);
  const sources =
    where.length > 0
      ? [{ paths: where, format: flags.format }]
      : config.sources.map((source) => sourceOptions(source, flags.format));
  if (sources.length === 0) {
    throw new LeveeError('there is nothing to collect', {
      hint: 'name folders or files, or put sources into levee.yaml',
      exitCode: 2,
    });
  }
  const totals = await withLake(
    config,
    (context) => collectAll(collectWorld(context), sources, again),
    'create',
  );
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(jsonSummary(totals))}\n` : textSummary(totals),
  );
}

interface SourceOptions {
  readonly paths: readonly string[];
  readonly format: string | undefined;
  readonly filter?: FileFilter;
}

const sourceOptions = (
  { folder, format, include, exclude }: FolderSource,
  override: string | undefined,
): SourceOptions => ({
  paths: [folder],
  format: override ?? format,
  filter: { include, exclude },
});

/** Collects one source after the other into one summary. */
async function collectAll(
  world: CollectWorld,
  sources: readonly SourceOptions[],
  again: boolean,
): Promise<CollectTotals> {
  const totals = new CollectTotals(nothingSkipped(), world.now());
  for (const { format, ...source } of sources) {
    await collectShown(world, {
      ...source,
      again,
      totals,
      ...(format === undefined ? {} : { format: formatNamed(format) }),
    });
  }
  return totals;
}

/** Collects with a progress line on a terminal. */
export async function collectShown(
  world: Parameters<typeof collect>[0],
  options: CollectOptions,
): Promise<CollectTotals> {
  const progress = new Progress();
  const startedAt = Date.now();
  try {
    return await collect(world, {
      ...options,
      onProgress: (totals) =>
        progress.show(() => progressLine(totals.done, totals.found, (Date.now() - startedAt) / 1000)),
    });
  } finally {
    progress.clear();
  }
}

/** The summary as one object: proves records = rows + rejects. */
function jsonSummary(totals: CollectTotals): object {
  const { skipped, done, rows, rejects, seconds } = totals;
  return {
    objects: done.objects,
    skipped: {
      committed: skipped.committed,
      busy: skipped.busy,
      probes: skipped.probes,
      unrecognised: skipped.unrecognisedCount,
    },
    unrecognised: skipped.unrecognised,
    replaced: totals.replacedObjects,
    waitingBatches: totals.waitingBatches,
    records: done.records,
    rows,
    rejects,
    drift: Object.fromEntries(totals.drift),
    bytes: done.bytes,
    seconds: Math.round(seconds * 1000) / 1000,
    tables: Object.fromEntries(totals.tables),
  };
}

function textSummary(totals: CollectTotals): string {
  const { done, rows, rejects, seconds } = totals;
  const speed = `${bytesText(done.bytes / Math.max(seconds, 0.001))}/s`;
  const lines = [
    `${countText(done.objects)} objects, ${bytesText(done.bytes)} of log text in ${secondsText(seconds)} (${speed})`,
    `${countText(done.records)} records = ${countText(rows)} rows + ${countText(rejects)} rejects`,
    ...[...totals.tables].map(
      ([table, sums]) =>
        `  ${table}: ${countText(sums.rows)} rows, ${countText(sums.rejects)} rejects from ${countText(sums.objects)} objects`,
    ),
    ...skippedLines(totals),
    ...driftLines(totals),
  ];
  return `${lines.join('\n')}\n`;
}

const SHOWN = 5;

function skippedLines({ skipped, replacedObjects, waitingBatches }: CollectTotals): string[] {
  const counted = [
    [skipped.committed, 'objects skipped: in the lake already'],
    [skipped.busy, 'objects skipped: another process is collecting them'],
    [skipped.probes, 'objects skipped: AWS wrote them to test its access'],
    [replacedObjects, 'objects had changed: their earlier rows and rejects were replaced'],
    [waitingBatches, 'batches wait: they hold a table that only a newer release of Levee knows'],
    [skipped.unrecognisedCount, 'objects not recognised (--format NAME reads them)'],
  ] as const;
  const named = skipped.unrecognised
    .slice(0, SHOWN)
    .map(({ uri, reason }) => `  ${inert(uri)}: ${inert(reason)}`);
  return [
    ...counted.filter(([count]) => count > 0).map(([count, what]) => `${countText(count)} ${what}`),
    ...named,
  ];
}

function driftLines({ drift }: CollectTotals): string[] {
  const most = [...drift].sort(([, left], [, right]) => right - left);
  if (most.length === 0) return [];
  const more = most.length > SHOWN ? [`  … and ${most.length - SHOWN} more (--json lists them)`] : [];
  return [
    'drift: kept in extra, not in a column of its own',
    ...most.slice(0, SHOWN).map(([path, count]) => `  ${inert(path)}: ${countText(count)} records`),
    ...more,
  ];
}
