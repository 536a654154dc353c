import { join } from 'node:path';
import {
  absentColumns,
  dayParts,
  daySpan,
  rejectsDefinition,
  rejectSelect,
  rowSelect,
  spoolBatch,
} from '#decode';
import type { BatchFacts, BatchObject, DecodeLimits, ObjectOutcome, SpooledBatch, WorkerPool } from '#decode';
import { tableDefinition, type FieldIds, type Format, type TableDefinition } from '#format';
import { LeveeError, messageOf } from '#kernel';
import type { DataFile, Lake } from '#lake';
import type { EmbeddedEngine } from '#port';

/** What decoding and writing a batch needs of the world. */
export interface BatchWorld {
  readonly lake: Lake;
  readonly engine: EmbeddedEngine;
  readonly pool: WorkerPool;
  readonly limits: DecodeLimits;
  /** Folder for spools and unfinished Parquet files, on the lake's disk. */
  readonly scratch: string;
  readonly idsOf: (format: Format) => FieldIds;
  /** Whether the engine has the function that looks behind trusted hops. */
  readonly hasTrustedHops: boolean;
}

/** Data files of a decoded batch, not yet in any table. */
export interface WrittenBatch {
  readonly outcomes: readonly ObjectOutcome[];
  readonly tables: readonly { readonly table: string; readonly files: readonly DataFile[] }[];
}

export interface BatchWork {
  readonly id: string;
  readonly format: Format;
  readonly objects: readonly BatchObject[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly onProgress?: (outcomes: readonly ObjectOutcome[]) => void;
}

/** Reads a batch's objects into spools: the part that the workers do. */
export const readBatch = (world: BatchWorld, work: BatchWork, explainAll = false): Promise<SpooledBatch> =>
  spoolBatch(world.pool, {
    format: work.format,
    objects: work.objects,
    directory: join(world.scratch, `${work.id}-${explainAll ? 'explained' : 'read'}`),
    limits: world.limits,
    engine: world.engine,
    explainAll,
    ...(work.onProgress === undefined || explainAll ? {} : { onProgress: work.onProgress }),
  });

/**
 * Writes a spooled batch as data files: the part that the engine does. Where the fast reader fails, everything is
 * read again by the explaining reader; if the engine can't read that either, nothing was written and the error says which objects.
 */
export async function writeBatch(
  world: BatchWorld,
  work: BatchWork,
  spooled: SpooledBatch,
): Promise<WrittenBatch> {
  try {
    return await writeSpooled(world, work, spooled);
  } catch (error) {
    if (isResourceError(error)) throw error;
    await spooled.discard();
    const explained = await readBatch(world, work, true);
    try {
      return await writeSpooled(world, work, explained);
    } catch (again) {
      const names = work.objects
        .slice(0, 3)
        .map(({ uri }) => uri)
        .join(', ');
      throw new LeveeError(
        `the engine could not read a batch of ${work.objects.length} objects (${names} …): ${messageOf(again)}`,
        {
          hint: 'collect the objects in smaller groups to find the one; nothing of the batch was written',
          cause: again,
        },
      );
    } finally {
      await explained.discard();
    }
  } finally {
    await spooled.discard();
  }
}

/** A full disk or too little memory is not the data's fault. */
const isResourceError = (error: unknown): boolean =>
  /out of memory|no space left|disk is full|disk full|read-only file system|permission denied|interrupted/i.test(
    messageOf(error),
  );

async function writeSpooled(
  world: BatchWorld,
  work: BatchWork,
  spooled: SpooledBatch,
): Promise<WrittenBatch> {
  const facts: BatchFacts = {
    objectsPath: spooled.objectsPath,
    ingestedAt: BigInt(work.now) * 1000n,
    hasTrustedHops: world.hasTrustedHops,
  };
  const definition = tableDefinition(work.format, world.idsOf(work.format));
  const files = await writeRows(world, { spooled, facts, definition });
  const rejects = rejectSelect(work.format, spooled.spools, facts);
  const rejectFiles =
    rejects === undefined ? [] : await writeTable(world, { definition: rejectsDefinition, select: rejects });
  const expected = spooled.outcomes.reduce((sum, outcome) => sum + outcome.rows, 0);
  const written = files.reduce((sum, file) => sum + file.recordCount, 0);
  if (written !== expected) throw new Error(`the engine wrote ${written} rows of ${expected}`);
  return {
    outcomes: spooled.outcomes,
    tables: [
      { table: definition.name, files },
      { table: rejectsDefinition.name, files: rejectFiles },
    ].filter((table) => table.files.length > 0),
  };
}

interface Rows {
  readonly spooled: SpooledBatch;
  readonly facts: BatchFacts;
  readonly definition: TableDefinition;
}

/** Writes the rows of each day by itself, or of all days at once where they lie too far apart. */
async function writeRows(world: BatchWorld, { spooled, facts, definition }: Rows): Promise<DataFile[]> {
  const { format, spools, outcomes } = spooled;
  const ofAll = { definition, absent: absentColumns(format, spools), days: daySpan(outcomes) };
  const files: DataFile[] = [];
  for (const part of partsOf(outcomes)) {
    const select = rowSelect(format, spools, { ...facts, ...part });
    if (select === undefined) continue;
    files.push(...(await writeTable(world, { ...ofAll, select, onlyDay: part.onlyDay })));
  }
  return files;
}

/** What is known of the rows of each statement. */
function partsOf(outcomes: readonly ObjectOutcome[]): Pick<BatchFacts, 'onlyDay' | 'part'>[] {
  const parts = dayParts(outcomes) ?? [];
  if (parts.length <= 1) return [{ onlyDay: parts[0]?.day }];
  return parts.map((part) => ({ onlyDay: part.day, part }));
}

const writeTable = (
  world: BatchWorld,
  request: {
    definition: TableDefinition;
    select: string;
    onlyDay?: string | undefined;
    days?: number;
    absent?: ReadonlySet<string>;
  },
): Promise<DataFile[]> =>
  world.engine.withConnection((connection) =>
    world.lake.writeDataFiles(connection, { ...request, compressionLevel: 1, scratch: world.scratch }),
  );
