import type { TableDefinition } from '#format';
import type { EmbeddedEngine, EngineConnection, Ledger, ObjectStore } from '#port';
import { commitStaged, type CommitSummary } from './commit-staged.ts';
import { ensureTable } from './commit.ts';
import type { DataFile } from './data-file.ts';
import { describeTable, type TableDescription } from './describe.ts';
import { maintain, type MaintainOptions, type MaintainReport } from './maintain.ts';
import type { PickingThread } from './picking-thread.ts';
import { scanTable, type ScanPart, type TableScan } from './scan.ts';
import { stage, type StagedBatch } from './staged.ts';
import { metadataText } from './metadata-files.ts';
import { isTable, readTable } from './read-table.ts';
import { writeDataFiles, type WriteRequest } from './write-files.ts';

/** A lake: Iceberg tables below one root. */
export interface Lake {
  /** Writes a SELECT as data files of a table; they belong to it only after a commit. */
  writeDataFiles(connection: EngineConnection, request: WriteRequest): Promise<DataFile[]>;
  /** Makes a decoded batch wait for the next commit. */
  stage(batch: StagedBatch): Promise<void>;
  /** Commits all batches that wait, one snapshot per table, exactly once each. */
  commitStaged(): Promise<CommitSummary>;
  /** Makes a table exist, with the definition's columns. */
  ensure(definition: TableDefinition): Promise<void>;
  /** Names of the tables that exist. */
  tables(): Promise<string[]>;
  /** Plans a read; undefined where the table does not exist. */
  scan(table: string, part?: ScanPart): Promise<TableScan | undefined>;
  /** Rows, bytes, first and last event of a table. */
  describe(table: string): Promise<TableDescription | undefined>;
  /** Text and location of a table's newest metadata, as other engines load it. */
  metadata(table: string): Promise<{ location: string; text: string } | undefined>;
  /** Compaction, retention, snapshot expiry and orphan removal. */
  maintain(options: MaintainOptions): Promise<MaintainReport>;
}

/** What a lake needs of the world. */
export interface LakeWorld {
  readonly store: ObjectStore;
  readonly engine: EmbeddedEngine;
  readonly ledger: Ledger;
  readonly definitions: readonly TableDefinition[];
  /** Folder for unfinished files, on the lake's disk. */
  readonly scratch: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Helps scans to pick rows; who made it closes it. */
  readonly picking?: PickingThread;
}

export function openLake(world: LakeWorld): Lake {
  const { store } = world;
  const load = (table: string) => readTable(store, table);
  return {
    writeDataFiles: (connection, request) => writeDataFiles(connection, store, request),
    stage: (batch) => stage(store, batch),
    commitStaged: () => commitStaged(world),
    ensure: (definition) => ensureTable(world, definition),
    tables: () => tableNames(world),
    scan: async (table, part) => {
      const state = await load(table);
      const entity = world.definitions.find(({ name }) => name === table)?.entity;
      return state === undefined
        ? undefined
        : scanTable(store, state, { ...part, entity, picking: world.picking });
    },
    describe: async (table) => {
      const state = await load(table);
      return state === undefined ? undefined : describeTable(store, state);
    },
    metadata: async (table) => {
      const state = await load(table);
      if (state?.key === undefined) return undefined;
      return {
        location: `${store.uri}/${state.key}`,
        text: await metadataText(store, state.key),
      };
    },
    maintain: (options) => maintain(world, options),
  };
}

/** The declared tables that have metadata. */
async function tableNames({ store, definitions }: LakeWorld): Promise<string[]> {
  const found = await Promise.all(
    definitions.map(async ({ name }) => ((await isTable(store, name)) ? [name] : [])),
  );
  return found.flat().sort();
}
