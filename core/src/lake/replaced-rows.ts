import type { TableDefinition } from '#format';
import { literal, type EmbeddedEngine, type ObjectStore } from '#port';
import type { DataFile } from './data-file.ts';
import { filesRelation, PATH_COLUMN, relationOf } from './relation.ts';
import { scanTable, type DayRange, type ScannedFile, type TableScan } from './scan.ts';
import type { TableState } from './table-log.ts';
import { writeDataFiles } from './write-files.ts';

/** Objects whose rows leave a table, and the days that bound where they are. */
export interface Replacement {
  readonly uris: readonly string[];
  readonly days: DayRange;
}

export interface RewriteWorld {
  readonly store: ObjectStore;
  readonly engine: EmbeddedEngine;
  readonly scratch: string;
}

/** What replacing comes to: files that go, and what of them stays, written anew. */
export interface Rewritten {
  readonly removed: ReadonlySet<string>;
  readonly kept: readonly DataFile[];
}

/** Rewrites the data files that hold rows of the replaced objects, without those rows. */
export async function withoutObjects(
  world: RewriteWorld,
  given: { state: TableState; definition: TableDefinition; replacement: Replacement },
): Promise<Rewritten> {
  const { state, definition, replacement } = given;
  if (replacement.uris.length === 0 || state.version === 0) return { removed: new Set(), kept: [] };
  const scan = await scanTable(world.store, state, { days: replacement.days });
  const isReplaced = `source_object IN (${replacement.uris.map(literal).join(', ')})`;
  const hits = await filesWith(world, scan, isReplaced);
  const kept: DataFile[] = [];
  for (const { file, rows } of hits) {
    if (rows < file.records) kept.push(...(await rewrite(world, { definition, scan, file, isReplaced })));
  }
  return { removed: new Set(hits.map(({ file }) => file.key)), kept };
}

/** Files that hold such rows, and how many. Rows that another engine deleted count: they are in the file. */
async function filesWith(
  world: RewriteWorld,
  scan: TableScan,
  isReplaced: string,
): Promise<{ file: ScannedFile; rows: number }[]> {
  if (scan.files.length === 0) return [];
  const fields = scan.fields.filter(({ name }) => name === 'source_object');
  const counts = await world.engine.withConnection((connection) =>
    connection.rows(
      `SELECT ${PATH_COLUMN} AS path, count(*) AS rows FROM ${filesRelation(fields, scan.files)} WHERE ${isReplaced} GROUP BY ALL`,
    ),
  );
  const rowsOf = new Map(counts.map((row) => [String(row['path']), Number(row['rows'])]));
  return scan.files.flatMap((file) => {
    const rows = rowsOf.get(file.path);
    return rows === undefined ? [] : [{ file, rows }];
  });
}

function rewrite(
  world: RewriteWorld,
  given: { definition: TableDefinition; scan: TableScan; file: ScannedFile; isReplaced: string },
): Promise<DataFile[]> {
  const { definition, scan, file, isReplaced } = given;
  const fields = scan.fields;
  const select = `SELECT *, ${dayExpression(file.day)} AS event_day FROM ${relationOf(fields, [file], scan.deletes)} WHERE (${isReplaced}) IS NOT TRUE`;
  const request = {
    definition: { ...definition, fields },
    select,
    scratch: world.scratch,
    onlyDay: file.day ?? undefined,
  };
  return world.engine.withConnection((connection) => writeDataFiles(connection, world.store, request));
}

export const dayExpression = (day: string | null): string => (day === null ? 'NULL::VARCHAR' : literal(day));
