import { summaryOf } from './summary.ts';
import { randomUUID } from 'node:crypto';
import type { TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import type { ObjectStore } from '#port';
import type { DataFile } from './data-file.ts';
import { evolved } from './evolve.ts';
import {
  addedEntry,
  DELETED,
  EXISTING,
  manifestBytes,
  manifestFile,
  manifestListBytes,
  readManifest,
  type FileEntry,
  type ManifestFile,
} from './manifest.ts';
import {
  assertWritable,
  currentSnapshot,
  schemaOf,
  withSnapshot,
  type Snapshot,
  type TableMetadata,
} from './metadata.ts';
import { PARTITION_FIELD } from './manifest-schema.ts';
import { tableFolder } from './metadata-files.ts';
import { keyOf, loadTable, newSnapshotId, pathOf, publish, unborn, type TableState } from './table-log.ts';

/** Iceberg's snapshot operations. */
export type Operation = 'append' | 'overwrite' | 'replace' | 'delete';

/** What a commit changes. */
export interface Change {
  readonly operation: Operation;
  readonly added: readonly DataFile[];
  /** Keys of live data files that go. */
  readonly removed: ReadonlySet<string>;
  /** Levee's own members of the snapshot's summary. */
  readonly summary: Readonly<Record<string, string>>;
}

export interface CommitWorld {
  readonly store: ObjectStore;
  readonly now: () => number;
}

/** Commits that lost a race before giving up: many, as each means that another one won. */
const MOST_TRIES = 200;
/** Small manifests above which a commit writes them together. */
const MOST_SMALL = 50;
/** Data files that manifests hold which are written together: by day, so that a question to a day reads one or two. */
const FULL = 200;

/**
 * Commits a change to a table: reads the newest state, lets `plan` decide against it, writes manifests and metadata,
 * publishes. Begins anew when another writer was first. `plan` answers undefined when there is nothing to do any more.
 */
export async function commitChange(
  world: CommitWorld,
  definition: TableDefinition,
  plan: (state: TableState) => Promise<Change | undefined>,
): Promise<Snapshot | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state =
      (await loadTable(world.store, definition.name)) ?? unborn(world.store, definition, world.now());
    assertWritable(state.metadata, definition.name);
    const change = await plan(state);
    if (change === undefined) return undefined;
    const attempt = await writeSnapshot(
      world,
      { ...state, metadata: evolved(state.metadata, definition) },
      change,
    );
    if (await publish(world.store, state, withSnapshot(attempt.metadata, attempt.snapshot)))
      return attempt.snapshot;
    for (const key of attempt.keys) await world.store.remove(key);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(20 * (tries + 1), 400)));
  }
  throw new LeveeError(
    `table ${definition.name} could not be committed: ${MOST_TRIES} other commits came first`,
    {
      hint: 'another engine writes to the table without pause; try again later',
    },
  );
}

/** Makes the table exist with the definition's columns, without a snapshot. */
export async function ensureTable(world: CommitWorld, definition: TableDefinition): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state =
      (await loadTable(world.store, definition.name)) ?? unborn(world.store, definition, world.now());
    const metadata = evolved(state.metadata, definition);
    if (state.version > 0 && metadata === state.metadata) return;
    if (
      await publish(world.store, state, {
        ...metadata,
        'last-updated-ms': timeAfter(state.metadata, world.now()),
      })
    )
      return;
  }
}

interface Attempt {
  readonly metadata: TableMetadata;
  readonly snapshot: Snapshot;
  /** Files that only this attempt refers to. */
  readonly keys: readonly string[];
}

async function writeSnapshot(world: CommitWorld, state: TableState, change: Change): Promise<Attempt> {
  const id = newSnapshotId();
  const sequence = BigInt(state.metadata['last-sequence-number']) + 1n;
  const keys: string[] = [];
  const write = async (name: string, bytes: Buffer): Promise<string> => {
    const key = `${tableFolder(state.name)}/metadata/${name}`;
    await world.store.write(key, bytes);
    keys.push(key);
    return pathOf(state, key);
  };
  const writeManifest = async (entries: readonly FileEntry[]): Promise<ManifestFile> => {
    const bytes = await manifestBytes(state.metadata, entries);
    const path = await write(`${randomUUID()}-m0.avro`, bytes);
    return manifestFile({ path, length: bytes.length, sequence, snapshot: id }, entries);
  };
  const writeManifests = (entries: readonly FileEntry[]) => oneByOne(byDays(entries), writeManifest);
  const kept = await keptManifests(world.store, state, { change, id, writeManifests });
  const location = (key: string): string => pathOf(state, key);
  const added = await writeManifests(change.added.map((file) => addedEntry(file, location, id)));
  const parent = currentSnapshot(state.metadata)?.['snapshot-id'];
  const header = {
    'snapshot-id': String(id),
    'parent-snapshot-id': String(parent ?? 'null'),
    'sequence-number': String(sequence),
  };
  const list = await write(
    `snap-${id}-1-${randomUUID()}.avro`,
    await manifestListBytes([...added, ...kept.manifests], header),
  );
  const snapshot: Snapshot = {
    'sequence-number': Number(sequence),
    'snapshot-id': Number(id),
    ...(parent === undefined ? {} : { 'parent-snapshot-id': parent }),
    'timestamp-ms': timeAfter(state.metadata, world.now()),
    summary: summaryOf(state.metadata, change, kept.removed),
    'manifest-list': list,
    'schema-id': schemaOf(state.metadata)['schema-id'],
  };
  return { metadata: state.metadata, snapshot, keys };
}

async function oneByOne<From, To>(all: readonly From[], make: (each: From) => Promise<To>): Promise<To[]> {
  const made: To[] = [];
  for (const each of all) made.push(await make(each));
  return made;
}

/** A time that is not before any that the table has seen. */
const timeAfter = (metadata: TableMetadata, now: number): number =>
  Math.max(now, metadata['last-updated-ms']);

/** Entries cut into as many as a manifest holds, those of a day beside each other. */
function byDays(entries: readonly FileEntry[]): FileEntry[][] {
  const dayOf = ({ data_file: { partition } }: FileEntry): number => Number(partition[PARTITION_FIELD] ?? 0);
  const sorted = entries.toSorted((left, right) => dayOf(left) - dayOf(right));
  const parts: FileEntry[][] = [];
  for (let from = 0; from < sorted.length; from += FULL) parts.push(sorted.slice(from, from + FULL));
  return parts;
}

const filesIn = (manifest: ManifestFile): number =>
  manifest.added_files_count + manifest.existing_files_count;

interface Keeping {
  readonly change: Change;
  readonly id: bigint;
  readonly writeManifests: (entries: readonly FileEntry[]) => Promise<ManifestFile[]>;
}

/** The manifests that stay: as they are, or rewritten without the files that go; many small ones are written together. */
async function keptManifests(
  store: ObjectStore,
  state: TableState,
  { change, id, writeManifests }: Keeping,
): Promise<{ manifests: ManifestFile[]; removed: FileEntry[] }> {
  const ours = state.manifests.filter(({ content, partition_spec_id: spec }) => content === 0 && spec === 0);
  const small = ours.filter((manifest) => filesIn(manifest) < FULL);
  const merging = new Set(small.length > MOST_SMALL ? small : []);
  if (change.removed.size === 0 && merging.size === 0)
    return { manifests: [...state.manifests], removed: [] };
  const manifests = state.manifests.filter((manifest) => !ours.includes(manifest));
  const removed: FileEntry[] = [];
  const merged: FileEntry[] = [];
  for (const manifest of ours) {
    const isMerged = merging.has(manifest);
    if (change.removed.size === 0 && !isMerged) {
      manifests.push(manifest);
      continue;
    }
    const { entries, going } = afterRemoval(state, await entriesOf(store, state, manifest), { change, id });
    removed.push(...going);
    if (isMerged) merged.push(...entries);
    else if (going.length > 0) manifests.push(...(await writeManifests(entries)));
    else if (entries.length > 0) manifests.push(manifest);
  }
  manifests.push(...(await writeManifests(merged)));
  assertAllFound(state, change, removed);
  return { manifests, removed };
}

/** Live entries as a new manifest states them, and those of them that go. */
function afterRemoval(
  state: TableState,
  all: readonly FileEntry[],
  { change, id }: Pick<Keeping, 'change' | 'id'>,
): { entries: FileEntry[]; going: FileEntry[] } {
  const live = all.filter((entry) => entry.status !== DELETED);
  const going = new Set(live.filter((entry) => change.removed.has(keyOf(state, entry.data_file.file_path))));
  const entries = live.map((entry) =>
    going.has(entry) ? { ...entry, status: DELETED, snapshot_id: id } : { ...entry, status: EXISTING },
  );
  return { entries, going: [...going] };
}

function assertAllFound(state: TableState, change: Change, removed: readonly FileEntry[]): void {
  if (removed.length === change.removed.size) return;
  throw new LeveeError(`table ${state.name} holds files under another partition spec`, {
    hint: 'another engine partitioned them; rewrite its data files there, then run the command again',
  });
}

/** Entries of one manifest. */
export const entriesOf = async (
  store: ObjectStore,
  state: TableState,
  manifest: ManifestFile,
): Promise<FileEntry[]> => readManifest(await store.read(keyOf(state, manifest.manifest_path)), manifest);
