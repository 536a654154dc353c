import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableDefinition } from '#format';
import { codeOf } from '#kernel';
import type { ObjectStore } from '#port';
import { commitStaged } from './commit-staged.ts';
import { compactTable, type CompactReport, type CompactWorld } from './compact.ts';
import { applyRetention, expireSnapshots } from './expire.ts';
import { removeOrphans } from './orphans.ts';

/** What maintenance may do. Times in milliseconds. */
export interface MaintainOptions {
  readonly targetBytes: number;
  readonly expireAfterMs: number;
  readonly keepSnapshots: number;
  readonly orphanAgeMs: number;
  /** Days that a table keeps; absent: all. */
  readonly retentionDays: (table: string) => number | undefined;
  readonly onProgress?: (what: string) => void;
}

export interface TableReport extends CompactReport {
  readonly droppedFiles: number;
  readonly expiredSnapshots: number;
  readonly expiredFiles: number;
  readonly orphans: number;
}

export interface MaintainReport {
  readonly tables: readonly TableReport[];
  /** The age orphans had to have: the default where a younger one was asked for while others collect. */
  readonly orphanAgeMs: number;
  readonly notes: readonly string[];
}

export interface MaintainWorld extends CompactWorld {
  readonly definitions: readonly TableDefinition[];
}

/** Orphans younger than this may be files that somebody is just writing. */
const SAFE_ORPHAN_AGE_MS = 86_400_000;

/**
 * Commits what waits, then keeps every table in shape. Every step is an ordinary commit, safe while others collect; of
 * several maintainers one runs after the other, as one could remove what another still reads.
 */
export const maintain = (world: MaintainWorld, options: MaintainOptions): Promise<MaintainReport> =>
  world.ledger.exclusive('maintain', () => maintainLake(world, options));

async function maintainLake(world: MaintainWorld, options: MaintainOptions): Promise<MaintainReport> {
  await commitStaged(world);
  // Whoever begins to collect after this moment writes younger files, however long maintenance takes.
  const askedAt = world.now();
  const isQuiet = (await world.ledger.activeClaims()) === 0;
  const isYoung = options.orphanAgeMs < SAFE_ORPHAN_AGE_MS;
  const orphanAgeMs = isYoung && !isQuiet ? SAFE_ORPHAN_AGE_MS : options.orphanAgeMs;
  const orphansBefore = askedAt - orphanAgeMs;
  const notes =
    orphanAgeMs === options.orphanAgeMs
      ? []
      : ['others are collecting: only orphans older than 24 hours were removed'];
  const tables: TableReport[] = [];
  for (const definition of world.definitions) {
    options.onProgress?.(definition.name);
    tables.push(await maintainTable(world, definition, { ...options, orphansBefore }));
  }
  await removeScratch(world.scratch, orphansBefore);
  await removeUnfinished(world.store, orphansBefore);
  return { tables, orphanAgeMs, notes };
}

async function maintainTable(
  world: MaintainWorld,
  definition: TableDefinition,
  options: MaintainOptions & { readonly orphansBefore: number },
): Promise<TableReport> {
  const keepDays = options.retentionDays(definition.name);
  const droppedFiles = keepDays === undefined ? 0 : await applyRetention(world, definition, keepDays);
  const compacted = await compactTable(world, definition, options.targetBytes);
  const rule = { olderThan: world.now() - options.expireAfterMs, keep: options.keepSnapshots };
  const expired = await expireSnapshots(world, definition.name, rule);
  const orphans = await removeOrphans(world, definition.name, options.orphansBefore);
  return {
    ...compacted,
    droppedFiles,
    expiredSnapshots: expired.snapshots,
    expiredFiles: expired.files,
    orphans: orphans.length,
  };
}

/** Where running engines spill: they look after it themselves, and a query claims nothing. */
const SPILL = 'spill';

/** Removes what died processes left in the scratch folder. */
async function removeScratch(scratch: string, olderThan: number): Promise<void> {
  const names = await readdir(scratch).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((each) => each !== SPILL)) {
    const path = join(scratch, name);
    const mtimeMs = await ageMarkOf(path);
    if (mtimeMs <= olderThan) await rm(path, { recursive: true, force: true });
  }
}

/** Infinity where it is gone: its process has tidied up. */
async function ageMarkOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** Removes files that a died process was writing beside the staged batches. */
async function removeUnfinished(store: ObjectStore, olderThan: number): Promise<void> {
  for await (const { key, modifiedAt } of store.list('.levee/staged/')) {
    if (key.endsWith('.part') && modifiedAt <= olderThan) await store.remove(key);
  }
}
