import { COMPACTED_PRUNING } from './edge-history.ts';
import { targetOf, type OpenLake } from './levee.ts';
import { edgeFilters } from './edges.ts';
import type { Checksum, Engine, NullLists, Target } from './engine.ts';
import type { Filter } from './filter.ts';
import { leafName } from './leaf.ts';
import { placedPruning, pruningChecks, type Pruning } from './pruning.ts';
import type { Report } from './report.ts';

/** What a table is, by Levee's own reader: the others must say the same. */
export interface Reference {
  readonly target: Target;
  readonly rows: number;
  readonly recordsOfFiles: number;
  readonly perDay: readonly string[];
  readonly checksums: (nullLists: NullLists) => Promise<readonly Checksum[]>;
  readonly snapshots: readonly string[];
  readonly filters: readonly Filter[];
  readonly counts: readonly number[];
  readonly pruning: readonly Pruning[];
}

/** Reads a table once with Levee, over the lake's own relation. */
export async function referenceOf(open: OpenLake, levee: Engine, table: string): Promise<Reference> {
  const target = await targetOf(open.lake, table);
  const scan = await open.lake.scan(table);
  const filters = scan === undefined ? [] : await edgeFilters(open.engine, scan.relation, target);
  return {
    target,
    rows: (await levee.counted(target, [])).rows,
    recordsOfFiles: await levee.recordsOfFiles(target),
    perDay: await levee.perDay(target),
    checksums: (nullLists) => levee.checksums(target, nullLists),
    snapshots: await levee.snapshots(target),
    filters,
    counts: await levee.counts(target, filters),
    pruning: [
      ...(await pruningChecks(open, levee, target)),
      ...(await placedPruning(levee, target, COMPACTED_PRUNING)),
    ],
  };
}

/** Holds an engine to what Levee read of a table. */
export async function checkTable(engine: Engine, reference: Reference, report: Report): Promise<void> {
  const { target, rows } = reference;
  const name = (what: string) => `${engine.name} ${target.table}: ${what}`;
  const check = (what: string, read: () => Promise<readonly [unknown, unknown]>) =>
    report.attempt(name(what), async () => report.equal(name(what), ...(await read())));
  await check(`${target.fields.length} columns with their types`, async () => {
    const { found, expected } = await engine.columns(target);
    return [found, expected];
  });
  await check(`${rows} rows`, async () => [(await engine.counted(target, [])).rows, rows]);
  await check('records of the live files', async () => [
    await engine.recordsOfFiles(target),
    reference.recordsOfFiles,
  ]);
  await check(`rows per day, ${reference.perDay.length} days`, async () => [
    await engine.perDay(target),
    reference.perDay,
  ]);
  await check(`${reference.snapshots.length} snapshots by time travel`, async () => [
    await engine.snapshots(target),
    reference.snapshots,
  ]);
  await check(`checksums of ${target.leaves.length} leaves and of whole rows`, async () => [
    named(target, await engine.checksums(target, engine.nullLists)),
    named(target, await reference.checksums(engine.nullLists)),
  ]);
  await check(`${reference.filters.length} filters at the edges of bounds`, async () => [
    filtered(reference.filters, await engine.counts(target, reference.filters)),
    filtered(reference.filters, reference.counts),
  ]);
  for (const pruning of reference.pruning) await checkPruning(engine, { target, pruning }, report);
  await check('every metadata table opens', async () => [await engine.openMetadata(target), []]);
}

async function checkPruning(
  engine: Engine,
  { target, pruning }: { target: Target; pruning: Pruning },
  report: Report,
): Promise<void> {
  const name = (what: string) => `${engine.name} ${target.table}: ${pruning.name}, ${what}`;
  await report.attempt(name('pruning'), async () => {
    const { rows, files, read } = await engine.counted(target, pruning.filter);
    report.equal(name(`${pruning.rows} rows`), rows, pruning.rows);
    if (files !== undefined) report.atMost(name('files planned'), files, pruning.mostFiles);
    if (read !== undefined) report.atMost(name('rows read'), read, pruning.mostRead);
  });
}

/** Checksums with the leaves they are of, so that a difference says where. */
const named = ({ leaves }: Target, checksums: readonly Checksum[]) =>
  checksums.map((checksum, at) => {
    const leaf = leaves[at];
    return { of: leaf === undefined ? 'whole rows' : leafName(leaf), ...checksum };
  });

const filtered = (filters: readonly Filter[], counts: readonly number[]) =>
  counts.map((rows, at) => ({
    where: (filters[at] ?? [])
      .map(({ leaf, op, value }) => `${leafName(leaf)} ${op} ${value ?? ''}`)
      .join(' and '),
    rows,
  }));
