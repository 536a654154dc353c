import type { ObjectStore } from '#port';
import { readLazyManifest, type FileEntry, type LazyManifest, type ManifestFile } from './manifest.ts';
import { keyOf, type TableState } from './table-log.ts';

/** Bytes of unpacked manifests that are kept of a store: some 20,000 data files. */
const MOST_BYTES = 64e6;

/** Manifests that were read last: a file of that name never changes. */
class ManifestCache {
  /** In the order of their last use. */
  readonly #known = new Map<string, LazyManifest>();
  #bytes = 0;

  get(key: string): readonly FileEntry[] | undefined {
    const found = this.#known.get(key);
    if (found === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, found);
    return found.entries;
  }

  set(key: string, manifest: LazyManifest): void {
    if (this.#known.has(key)) return;
    this.#known.set(key, manifest);
    this.#bytes += manifest.sizeBytes;
    for (const [oldest, { sizeBytes }] of this.#known) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#known.delete(oldest);
      this.#bytes -= sizeBytes;
    }
  }
}

const caches = new WeakMap<ObjectStore, ManifestCache>();

/** Entries of one manifest, to be read only; of those that were read last nothing is read again. */
export async function plannedEntries(
  store: ObjectStore,
  state: TableState,
  manifest: ManifestFile,
): Promise<readonly FileEntry[]> {
  const cache = caches.get(store) ?? new ManifestCache();
  caches.set(store, cache);
  const key = keyOf(state, manifest.manifest_path);
  const name = `${key} ${manifest.manifest_length} ${manifest.added_snapshot_id}`;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const read = readLazyManifest(await store.read(key), manifest);
  cache.set(name, read);
  return read.entries;
}
