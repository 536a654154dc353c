import type { TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import type { EmbeddedEngine, Ledger, ObjectStore } from '#port';
import { COMMIT_SECTION } from './commit-staged.ts';
import { commitChange, type CommitWorld } from './commit.ts';
import { groupPrefix, worthRewriting } from './compact-choice.ts';
import { removeDataFiles, sortedFiles } from './compact-write.ts';
import type { DataFile } from './data-file.ts';
import { scanTable, type ScannedFile, type TableScan } from './scan.ts';
import { loadTable } from './table-log.ts';

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

/**
 * Rewrites the small and unsorted files of each day into files of about `targetBytes`, sorted by hour, main entity and
 * time, so that a search for one entity reads a few row groups per hour. Each day is a commit of its own.
 */
export async function compactTable(
  world: CompactWorld,
  definition: TableDefinition,
  targetBytes: number,
): Promise<CompactReport> {
  const report = {
    table: definition.name,
    partitions: 0,
    filesBefore: 0,
    filesAfter: 0,
    skipped: [] as string[],
  };
  const scan = await readableScan(world, definition.name);
  if (typeof scan === 'string') return { ...report, skipped: [scan] };
  for (const [day, all] of byDay(scan?.files ?? [])) {
    const files = worthRewriting(all, targetBytes);
    if (scan === undefined || files.length === 0) continue;
    const prefix = groupPrefix();
    const added = await sortedFiles(world, { definition, scan, day, files, targetBytes, prefix });
    if (await replaceFiles(world, { definition, scan, files, added })) {
      report.partitions += 1;
      report.filesBefore += files.length;
      report.filesAfter += added.length;
    } else report.skipped.push(`${day ?? 'no day'}: changed meanwhile`);
  }
  return report;
}

/** The table's files; why they cannot be read, as a text; undefined where there is no table. */
async function readableScan(world: CompactWorld, table: string): Promise<TableScan | string | undefined> {
  const state = await loadTable(world.store, table);
  if (state === undefined) return undefined;
  try {
    return await scanTable(world.store, state);
  } catch (error) {
    if (error instanceof LeveeError) return error.message;
    throw error;
  }
}

function byDay(files: readonly ScannedFile[]): Map<string | null, ScannedFile[]> {
  const days = new Map<string | null, ScannedFile[]>();
  for (const file of files) {
    const day = days.get(file.day);
    if (day === undefined) days.set(file.day, [file]);
    else day.push(file);
  }
  return days;
}

interface Swap {
  readonly definition: TableDefinition;
  readonly scan: TableScan;
  readonly files: readonly ScannedFile[];
  readonly added: readonly DataFile[];
}

/** Swaps the files in one commit, if all of them are still live with the same rows. Otherwise the new ones are thrown away. */
async function replaceFiles(world: CompactWorld, { definition, scan, files, added }: Swap): Promise<boolean> {
  const removed = new Set(files.map(({ key }) => key));
  const deletes = deleteKeys(scan);
  const snapshot = await world.ledger.exclusive(COMMIT_SECTION, () =>
    commitChange(world, definition, async (state) => {
      const now = await scanTable(world.store, state);
      const live = new Set(now.files.map(({ key }) => key));
      const isSame = [...removed].every((key) => live.has(key)) && deleteKeys(now) === deletes;
      return isSame ? { operation: 'replace', added, removed, summary: {} } : undefined;
    }),
  );
  if (snapshot !== undefined) return true;
  await removeDataFiles(world.store, added);
  return false;
}

/** Tells whether another engine has deleted rows meanwhile. */
const deleteKeys = (scan: TableScan): string =>
  scan.deletes
    .map(({ key }) => key)
    .sort()
    .join('\n');
