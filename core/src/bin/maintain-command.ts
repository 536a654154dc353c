import type { Command } from 'commander';
import { countText, LeveeError } from '#kernel';
import type { MaintainReport } from '#lake';
import { configOf, withLake, type GlobalFlags } from './context.ts';
import { grid } from './grid.ts';
import { Progress } from './progress.ts';

interface MaintainFlags extends GlobalFlags {
  readonly orphanAge?: string;
  readonly json?: boolean;
}

const KEEP_SNAPSHOTS = 1;

/** `levee maintain`: keeps tables in shape. */
export function addMaintain(program: Command): void {
  program
    .command('maintain')
    .option(
      '--orphan-age <seconds>',
      'remove unreferenced files older than this (default from levee.yaml, 24 hours)',
    )
    .option('--json', 'print the report as one JSON object')
    .description(
      'compact small files, apply retention, expire snapshots, remove orphans; safe while others collect',
    )
    .addHelpText('after', '\nExample:\n  levee maintain --lake ./lake')
    .action((_flags, command: Command) => runMaintain(command.optsWithGlobals<MaintainFlags>()));
}

async function runMaintain(flags: MaintainFlags): Promise<void> {
  const config = configOf(flags);
  const orphanAge =
    flags.orphanAge === undefined ? config.maintenance.orphanAgeSeconds : secondsOf(flags.orphanAge);
  const progress = new Progress();
  const report = await withLake(config, ({ lake }) =>
    lake.maintain({
      targetBytes: config.maintenance.targetFileBytes,
      expireAfterMs: config.maintenance.expireSnapshotsAfterSeconds * 1000,
      keepSnapshots: KEEP_SNAPSHOTS,
      orphanAgeMs: orphanAge * 1000,
      retentionDays: (table) => config.retentionDays.get(table),
      onProgress: (what) => progress.show(() => `maintaining ${what}`),
    }),
  );
  progress.clear();
  process.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : reportText(report));
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new LeveeError(`--orphan-age takes a number of seconds, not ${JSON.stringify(text)}`, {
    exitCode: 2,
  });
}

function reportText(report: MaintainReport): string {
  const rows = report.tables.map((table) => [
    table.table,
    countText(table.partitions),
    countText(table.filesBefore),
    countText(table.filesAfter),
    countText(table.droppedFiles),
    countText(table.expiredSnapshots),
    countText(table.orphans),
  ]);
  const head = [
    'table',
    'days compacted',
    'files before',
    'files after',
    'expired by retention',
    'snapshots expired',
    'orphans removed',
  ];
  const skipped = report.tables.flatMap((table) =>
    table.skipped.map((why) => `${table.table}: not compacted, ${why}\n`),
  );
  return grid(head, rows) + [...skipped, ...report.notes.map((note) => `${note}\n`)].join('');
}
