import type { ObjectStore } from '#port';
import { HEAD_BYTES, readHead, type ValueIndex } from './value-index.ts';

/** Heads that were read lately, by store and key. */
const heads = new WeakMap<ObjectStore, Map<string, ValueIndex>>();

/** Heads that are kept of a store: 2 MB. */
const MOST_HEADS = 512;

/**
 * The head of an index, undefined for anything but one. An index is written once: what was read holds, and where the file became another the
 * checksums in the head say so of every part that is read.
 * @throws what the store says
 */
export async function keptHead(store: ObjectStore, key: string): Promise<ValueIndex | undefined> {
  const known = heads.get(store) ?? new Map<string, ValueIndex>();
  heads.set(store, known);
  const index = known.get(key) ?? readHead(await store.readRange(key, 0, HEAD_BYTES));
  if (index === undefined) return undefined;
  known.delete(key);
  known.set(key, index);
  for (const oldest of known.keys()) if (known.size > MOST_HEADS) known.delete(oldest);
  return index;
}
