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

  has(key: string): boolean {
    return this.#known.has(key);
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

/** Data files above which their manifests are asked first. */
const FEW_FILES = 500;

/** Whether manifests name few files and were all read before: then asking each file is less than asking the manifests first. */
export function areAtHand(
  store: ObjectStore,
  state: TableState,
  manifests: readonly ManifestFile[],
): boolean {
  const files = manifests.reduce(
    (sum, manifest) => sum + manifest.added_files_count + manifest.existing_files_count,
    0,
  );
  return files <= FEW_FILES && manifests.every((manifest) => caches.get(store)?.has(nameOf(state, manifest)));
}

const nameOf = (state: TableState, manifest: ManifestFile): string =>
  `${keyOf(state, manifest.manifest_path)} ${manifest.manifest_length} ${manifest.added_snapshot_id}`;

const caches = new WeakMap<ObjectStore, ManifestCache>();

/** Entries of one manifest, to be read only; of those that were read last nothing is read again. */
export async function plannedEntries(
  store: ObjectStore,
  state: TableState,
  manifest: ManifestFile,
): Promise<readonly FileEntry[]> {
  const cache = caches.get(store) ?? new ManifestCache();
  caches.set(store, cache);
  const name = nameOf(state, manifest);
  const known = cache.get(name);
  if (known !== undefined) return known;
  const read = readLazyManifest(await store.read(keyOf(state, manifest.manifest_path)), manifest);
  cache.set(name, read);
  return read.entries;
}
