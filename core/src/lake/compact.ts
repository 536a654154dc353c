import type { TableDefinition } from '#format';
import { ident, type EmbeddedEngine, type Ledger, type ObjectStore } from '#port';
import { COMMIT_SECTION } from './commit-staged.ts';
import { commitChange, type CommitWorld } from './commit.ts';
import type { DataFile } from './data-file.ts';
import { dayExpression } from './replaced-rows.ts';
import { hasDeletes, relationOf, scanTable, type ScannedFile, type TableScan } from './scan.ts';
import { loadTable } from './table-log.ts';
import { writeDataFiles } from './write-files.ts';

export interface CompactWorld extends CommitWorld {
  readonly engine: EmbeddedEngine;
  readonly ledger: Ledger;
  readonly scratch: string;
  readonly store: ObjectStore;
}

/** What compacting a table came to. */
export interface CompactReport {
  readonly table: string;
  readonly partitions: number;
  readonly filesBefore: number;
  readonly filesAfter: number;
  /** Partitions that changed while they were rewritten, or cannot be rewritten: the next run looks again. */
  readonly skipped: readonly string[];
}

/** Name that compaction gives its files: how it knows its own work and leaves it alone. */
const SORTED = /\/sorted-[^/]*\.parquet$/;

/**
 * Rewrites days whose files are small or unsorted into files of about `targetBytes`, sorted by hour, main entity and
 * time, so that a search for one entity reads a few row groups per hour. Each day is a commit of its own.
 */
export async function compactTable(
  world: CompactWorld,
  definition: TableDefinition,
  targetBytes: number,
): Promise<CompactReport> {
  const state = await loadTable(world.store, definition.name);
  const report = {
    table: definition.name,
    partitions: 0,
    filesBefore: 0,
    filesAfter: 0,
    skipped: [] as string[],
  };
  if (state === undefined) return report;
  if (hasDeletes(state))
    return { ...report, skipped: ['all: the table carries delete files by another engine'] };
  const scan = await scanTable(world.store, state);
  for (const [day, files] of byDay(scan.files)) {
    if (!isWorthIt(files, targetBytes)) continue;
    const added = await rewriteDay(world, { definition, scan, day, files, targetBytes });
    if (await replaceFiles(world, definition, { files, added })) {
      report.partitions += 1;
      report.filesBefore += files.length;
      report.filesAfter += added.length;
    } else report.skipped.push(`${day ?? 'no day'}: changed meanwhile`);
  }
  return report;
}

function byDay(files: readonly ScannedFile[]): Map<string | null, ScannedFile[]> {
  const days = new Map<string | null, ScannedFile[]>();
  for (const file of files) days.set(file.day, [...(days.get(file.day) ?? []), file]);
  return days;
}

/** A day is left alone when all its files are sorted and at most one is small: running twice does nothing. */
function isWorthIt(files: readonly ScannedFile[], targetBytes: number): boolean {
  const isSmall = ({ sizeBytes }: ScannedFile) => sizeBytes < targetBytes * 0.75;
  return files.some(({ key }) => !SORTED.test(key)) || files.filter(isSmall).length > 1;
}

interface DayWork {
  readonly definition: TableDefinition;
  readonly scan: TableScan;
  readonly day: string | null;
  readonly files: readonly ScannedFile[];
  readonly targetBytes: number;
}

async function rewriteDay(world: CompactWorld, work: DayWork): Promise<DataFile[]> {
  const { scan, day, files, definition, targetBytes } = work;
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const slices = hourSlices(Math.max(1, Math.round(bytes / targetBytes)));
  const order = `date_trunc('hour', event_time), ${ident(definition.entity)}, event_time`;
  const added: DataFile[] = [];
  for (const where of slices) {
    const select = `SELECT *, ${dayExpression(day)} AS event_day FROM ${relationOf(scan.fields, files)} WHERE ${where}`;
    const request = {
      definition: { ...definition, fields: scan.fields },
      select,
      order,
      scratch: world.scratch,
      onlyDay: day ?? undefined,
      prefix: 'sorted-',
    };
    added.push(
      ...(await world.engine.withConnection((connection) =>
        writeDataFiles(connection, world.store, request),
      )),
    );
  }
  return added;
}

/** Conditions that cut a day into `count` runs of hours: files of about the target size that do not overlap in time. */
function hourSlices(count: number): string[] {
  const slices = Math.min(count, 24);
  if (slices === 1) return ['true'];
  return Array.from({ length: slices }, (_, at) => {
    const [from, to] = [Math.floor((24 * at) / slices), Math.floor((24 * (at + 1)) / slices)];
    const range = `hour(event_time) >= ${from} AND hour(event_time) < ${to}`;
    return at === 0 ? `((${range}) OR event_time IS NULL)` : `(${range})`;
  });
}

/** Swaps the files in one commit, if all of them are still live. Otherwise the new ones are thrown away. */
async function replaceFiles(
  world: CompactWorld,
  definition: TableDefinition,
  swap: { files: readonly ScannedFile[]; added: readonly DataFile[] },
): Promise<boolean> {
  const removed = new Set(swap.files.map(({ key }) => key));
  const snapshot = await world.ledger.exclusive(COMMIT_SECTION, () =>
    commitChange(world, definition, async (state) => {
      const live = new Set((await scanTable(world.store, state)).files.map(({ key }) => key));
      const isSame = [...removed].every((key) => live.has(key)) && !hasDeletes(state);
      return isSame ? { operation: 'replace', added: swap.added, removed, summary: {} } : undefined;
    }),
  );
  if (snapshot !== undefined) return true;
  for (const { key } of swap.added) await world.store.remove(key);
  return false;
}
