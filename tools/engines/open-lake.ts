import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folderStore, openDuckdb, openSqliteLedger } from '../../core/src/adapter/index.ts';
import type { TableDefinition } from '../../core/src/format/index.ts';
import { openLake, type Lake } from '../../core/src/lake/index.ts';
import type { EmbeddedEngine } from '../../core/src/port/index.ts';
import type { OpenLake } from './levee.ts';

/** A lake that can be written to. */
export interface WritableLake extends OpenLake {
  /** Writes a SELECT as one object's batch, so that the next commit brings it. */
  stage(definition: TableDefinition, batch: ObjectBatch): Promise<void>;
}

/** Rows of one object. */
interface ObjectBatch {
  readonly id: string;
  readonly select: string;
  readonly object: string;
  readonly rows: number;
  readonly days: readonly [string, string];
  readonly version?: string;
  readonly replaces?: readonly string[];
}

/** Opens the lake in a folder with the tables that are declared. */
export async function openLakeAt(
  folder: string,
  definitions: readonly TableDefinition[],
): Promise<WritableLake> {
  const scratch = join(folder, '.levee/scratch');
  mkdirSync(scratch, { recursive: true });
  const engine = await openDuckdb({ tempDirectory: join(scratch, 'spill') });
  const ledger = await openSqliteLedger(join(folder, '.levee/ledger.sqlite'));
  const lake = openLake({
    store: folderStore(resolve(folder)),
    engine,
    ledger,
    definitions,
    scratch,
    now: Date.now,
  });
  return {
    lake,
    engine,
    close: () => {
      ledger.close();
      engine.close();
    },
    stage: (definition, batch) => stageObject({ lake, engine, scratch }, definition, batch),
  };
}

async function stageObject(
  { lake, engine, scratch }: { lake: Lake; engine: EmbeddedEngine; scratch: string },
  definition: TableDefinition,
  batch: ObjectBatch,
): Promise<void> {
  const { id, select, object, rows, days, version = '1', replaces = [] } = batch;
  const files = await engine.withConnection((connection) =>
    lake.writeDataFiles(connection, { definition, select, scratch }),
  );
  const counts = { records: rows, rows, rejects: 0 };
  const source = { uri: object, version, sizeBytes: 1, format: 'edge', table: definition.name };
  await lake.stage({
    id,
    createdAt: Date.now(),
    entries: [{ ...source, ...counts, firstDay: days[0], lastDay: days[1] }],
    tables: [{ table: definition.name, files }],
    replaces: [...replaces],
  });
}
