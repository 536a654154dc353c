import type { ObjectStore } from '#port';
import { decodeAvro } from '../src/lake/avro.ts';

/** How many data files the manifests of all kept snapshots name as live, found without the lake's own reading code. */
export async function keptFiles(store: ObjectStore): Promise<number> {
  const live = new Set<string>();
  for await (const { key } of store.list('levee/')) {
    if (!key.endsWith('-m0.avro')) continue;
    for (const entry of decodeAvro(await store.read(key))) {
      const file = entry['data_file'] as { file_path: string };
      if (entry['status'] !== 2) live.add(file.file_path);
    }
  }
  return live.size;
}
