import type { Field, TableDefinition } from '#format';
import { ident, type EmbeddedEngine, type ObjectStore } from '#port';
import { absentInAll } from './by-name.ts';
import { bytesOf } from './compact-choice.ts';
import { cutDay, pieces, staysWhole, type Moment, type Piece } from './compact-cut.ts';
import type { DataFile } from './data-file.ts';
import { relationOf } from './relation.ts';
import { dayExpression } from './replaced-rows.ts';
import type { ScannedFile, TableScan } from './scan.ts';
import { slimFields } from './slim-fields.ts';
import { withSortSettings } from './sort-settings.ts';
import { writeValueIndex } from './value-index-write.ts';
import { valueIndexKey } from './value-index.ts';
import { SORTED_ROW_GROUP, writeDataFiles } from './write-files.ts';

interface WriteWorld {
  readonly store: ObjectStore;
  readonly engine: EmbeddedEngine;
  readonly scratch: string;
}

/** Files of one day to write anew. */
interface DayWork {
  readonly definition: TableDefinition;
  readonly scan: TableScan;
  readonly day: string | null;
  readonly files: readonly ScannedFile[];
  readonly targetBytes: number;
  readonly prefix: string;
}

/** A day's work, the columns that none of its files has, and the columns as the new ones need them. */
interface Work extends DayWork {
  readonly absent: ReadonlySet<string>;
  readonly slim: readonly Field[];
}

/**
 * Writes the rows of a day's files again, cut by time into files of about the target size and those into buckets, each bucket
 * sorted by entity and time; and beside every file an index of the values that people look for.
 * @throws where not every row came out; nothing is left behind then.
 */
export async function sortedFiles(world: WriteWorld, day: DayWork): Promise<DataFile[]> {
  const { fields, deletes } = day.scan;
  const absent = absentInAll(fields, day.files);
  const relation = relationOf(fields, day.files, deletes);
  const present = fields.filter(({ name }) => !absent.has(name));
  const slim = await world.engine.withConnection((connection) => slimFields(connection, relation, present));
  const work = { ...day, absent, slim };
  const moments = wholeDay(work) ?? (await momentsOf(world.engine, relation, work.day));
  const rows = moments.reduce((sum, moment) => sum + moment.rows, 0);
  const added: DataFile[] = [];
  try {
    for (const piece of cutDay(moments, pieces(rows, bytesOf(work.files) / work.targetBytes)))
      added.push(...(await sortedPiece(world, work, { relation, piece })));
    assertWhole(rows, added);
    return added;
  } catch (error) {
    await removeDataFiles(world.store, added);
    throw error;
  }
}

/** A piece has a connection of its own: when that closes, the engine gives back what it held. */
const sortedPiece = (world: WriteWorld, work: Work, part: Part): Promise<DataFile[]> =>
  withSortSettings(world.engine, async (connection) => {
    const files = await writeDataFiles(connection, world.store, request(world, work, part));
    try {
      for (const file of files) await writeValueIndex({ store: world.store, connection }, work, file);
      return files;
    } catch (error) {
      await removeDataFiles(world.store, files);
      throw error;
    }
  });

function assertWhole(rows: number, added: readonly DataFile[]): void {
  const written = added.reduce((sum, file) => sum + file.recordCount, 0);
  if (written !== rows) throw new Error(`compaction wrote ${written} rows of ${rows}`);
}

/** Removes data files that no commit names, with their indexes. */
export async function removeDataFiles(store: ObjectStore, files: readonly DataFile[]): Promise<void> {
  for (const { key } of files) {
    await store.remove(key);
    await store.remove(valueIndexKey(key));
  }
}

interface Part {
  readonly relation: string;
  readonly piece: Piece;
}

const request = (
  world: WriteWorld,
  { definition, day, absent, slim, prefix }: Work,
  { relation, piece }: Part,
) => ({
  definition: { ...definition, fields: slim },
  select: `SELECT *, ${dayExpression(day)} AS event_day FROM ${relation} WHERE ${within(piece)}`,
  order: [...bucketOrder(piece), ident(definition.entity), 'event_time'].join(', '),
  rowGroupRows: SORTED_ROW_GROUP,
  compressionLevel: 1,
  inSmallPages: true,
  absent,
  scratch: world.scratch,
  onlyDay: day,
  prefix,
});

/** Length of a moment in seconds: a flood of a million requests an hour has 2,800 in it. */
const MOMENT = 10;

/** All rows of a small day as one, whose moments are not asked; undefined where they matter, or another engine has deleted rows. */
function wholeDay({ files, scan, targetBytes }: Work): Moment[] | undefined {
  const rows = files.reduce((sum, { records }) => sum + records, 0);
  const count = pieces(rows, bytesOf(files) / targetBytes);
  return scan.deletes.length === 0 && staysWhole(rows, count) ? [{ at: null, rows }] : undefined;
}

/** All rows by moment; those of no day are of none. */
async function momentsOf(engine: EmbeddedEngine, relation: string, day: string | null): Promise<Moment[]> {
  const moment = day === null ? 'NULL' : `epoch_us(event_time) // ${MOMENT * 1e6}`;
  const rows = await engine.withConnection((connection) =>
    connection.rows(
      `SELECT ${moment} AS moment, count(*) AS rows FROM ${relation} GROUP BY ALL ORDER BY moment NULLS FIRST`,
    ),
  );
  return rows.map(({ moment: number, rows: count }) => ({
    at: number === null ? null : Number(number) * MOMENT,
    rows: Number(count),
  }));
}

const instant = (seconds: number): string => `make_timestamptz(${seconds * 1e6})`;

/** Open where a piece is: no row falls out. */
function within({ from, to }: Piece): string {
  const bounds = [
    ...(from === undefined ? [] : [`event_time >= ${instant(from)}`]),
    ...(to === undefined ? [] : [`event_time < ${instant(to)}`]),
  ];
  return bounds.join(' AND ') || 'true';
}

function bucketOrder({ cuts }: Piece): string[] {
  if (cuts.length === 0) return [];
  const cases = cuts.map((cut, at) => `WHEN event_time < ${instant(cut)} THEN ${at}`);
  return [`CASE ${cases.join(' ')} ELSE ${cuts.length} END`];
}
