import { LeveeError, messageOf } from '#kernel';
import type { LedgerEntry, ObjectStore } from '#port';
import type { DataFile } from './data-file.ts';

/** A decoded batch that waits for its commit: durable, with its data files already in place. */
export interface StagedBatch {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** One per object; the commit adds the batch's id and its time. */
  readonly entries: readonly Omit<LedgerEntry, 'batch' | 'committedAt'>[];
  readonly tables: readonly { readonly table: string; readonly files: readonly DataFile[] }[];
  /** URIs of objects whose earlier version leaves the lake in the same commit. */
  readonly replaces: readonly string[];
}

const FOLDER = '.levee/staged/';

const keyOf = (id: string): string => `${FOLDER}${id}.json`;

/** Makes a batch wait for the next commit. Its data files must be durable before. */
export const stage = (store: ObjectStore, batch: StagedBatch): Promise<void> =>
  store.write(keyOf(batch.id), Buffer.from(JSON.stringify(batch)));

/** Takes a batch off the queue. */
export const unstage = (store: ObjectStore, id: string): Promise<void> => store.remove(keyOf(id));

/** All batches that wait, oldest first. */
export async function stagedBatches(store: ObjectStore): Promise<StagedBatch[]> {
  const batches: StagedBatch[] = [];
  for await (const { key } of store.list(FOLDER)) {
    if (key.endsWith('.json')) batches.push(parse(key, await store.read(key)));
  }
  return batches.sort((left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1));
}

function parse(key: string, bytes: Uint8Array): StagedBatch {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as StagedBatch;
  } catch (error) {
    throw new LeveeError(`staged batch ${key} is damaged: ${messageOf(error)}`, {
      hint: 'move the file away and collect again: its objects are not in the ledger, so nothing is lost',
      cause: error,
    });
  }
}
