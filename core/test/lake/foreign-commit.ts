import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJson, stringifyJson } from '#kernel';
import { encodeAvro } from '../../src/lake/avro.ts';
import { MANIFEST_ENTRY } from '../../src/lake/manifest-schema.ts';
import { manifestListBytes, readManifestList, type ManifestFile } from '../../src/lake/manifest.ts';
import type { TestLake } from './lake-fixture.ts';

type Members = Record<string, unknown>;

const TABLE = 'levee/events';

/** Commits to `events` as an engine with a catalog of its own does: `NNNNN-uuid.metadata.json`, counted from 0. */
export async function foreignCommit(
  lake: TestLake,
  change: (metadata: Members) => Members,
  name = '00000-11111111-2222-3333-4444-555555555555.metadata.json',
): Promise<void> {
  const head = await lake.lake.metadata('events');
  if (head === undefined) throw new Error('there is no table yet');
  const metadata = parseJson(head.text) as unknown as Members;
  const entry = { 'timestamp-ms': metadata['last-updated-ms'], 'metadata-file': head.location };
  const log = [...(metadata['metadata-log'] as unknown[]), entry];
  await lake.store.write(
    `${TABLE}/metadata/${name}`,
    Buffer.from(stringifyJson(change({ ...metadata, 'metadata-log': log }))),
  );
}

/** Metadata with one snapshot more, whose manifest list is the current one and `more`. */
async function withManifest(lake: TestLake, metadata: Members, more: ManifestFile): Promise<Members> {
  const snapshots = metadata['snapshots'] as Members[];
  const current = snapshots.at(-1);
  const list = String(current?.['manifest-list']).slice(`${lake.store.uri}/`.length);
  const manifests = [...readManifestList(await lake.store.read(list)), more];
  const key = `${TABLE}/metadata/snap-4460206075472291205-1-x.avro`;
  await lake.store.write(key, await manifestListBytes(manifests, { 'snapshot-id': '4460206075472291205' }));
  const snapshot = {
    ...current,
    'snapshot-id': 4460206075472291205n,
    'sequence-number': Number(more.sequence_number),
    summary: { operation: 'delete' },
    'manifest-list': `${lake.store.uri}/${key}`,
  };
  return {
    ...metadata,
    'last-sequence-number': Number(more.sequence_number),
    'current-snapshot-id': 4460206075472291205n,
    refs: { main: { 'snapshot-id': 4460206075472291205n, type: 'branch' } },
    snapshots: [...snapshots, snapshot],
  };
}

/**
 * Deletes rows as Trino does, by a position delete file (Iceberg spec v2: fields 2147483546 `file_path`, 2147483545 `pos`).
 * `content` 2 would be an equality delete file.
 */
export async function foreignDelete(
  lake: TestLake,
  rows: readonly { readonly key: string; readonly position: number }[],
  content: 1 | 2 = 1,
): Promise<void> {
  const key = `${TABLE}/data/deletes-${content}.parquet`;
  const path = join(lake.folder, key);
  mkdirSync(dirname(path), { recursive: true });
  const values = rows.map((row) => `('${lake.store.uri}/${row.key}', ${row.position}::BIGINT)`).join(', ');
  await lake.engine.withConnection((connection) =>
    connection.run(
      `COPY (SELECT * FROM (VALUES ${values}) AS t(file_path, pos)) TO '${path}' (FORMAT parquet, FIELD_IDS {file_path: 2147483546, pos: 2147483545})`,
    ),
  );
  const manifest = await deleteManifest(lake, { key, content, rows: rows.length, size: statSync(path).size });
  const head = parseJson((await lake.lake.metadata('events'))?.text ?? '') as unknown as Members;
  const next = await withManifest(lake, head, manifest);
  await foreignCommit(lake, (metadata) => ({ ...next, 'metadata-log': metadata['metadata-log'] }));
}

async function deleteManifest(
  lake: TestLake,
  file: { key: string; content: number; rows: number; size: number },
): Promise<ManifestFile> {
  const entry = {
    status: 1,
    snapshot_id: 4460206075472291205n,
    sequence_number: null,
    file_sequence_number: null,
    data_file: {
      content: file.content,
      file_path: `${lake.store.uri}/${file.key}`,
      file_format: 'PARQUET',
      partition: { event_day: 19_844 },
      record_count: BigInt(file.rows),
      file_size_in_bytes: BigInt(file.size),
    },
  };
  const bytes = await encodeAvro(MANIFEST_ENTRY, { 'format-version': '2', content: 'deletes' }, [entry]);
  const key = `${TABLE}/metadata/deletes-m0.avro`;
  await lake.store.write(key, bytes);
  return {
    manifest_path: `${lake.store.uri}/${key}`,
    manifest_length: BigInt(bytes.length),
    partition_spec_id: 0,
    content: 1,
    sequence_number: 99n,
    min_sequence_number: 99n,
    added_snapshot_id: 4460206075472291205n,
    added_files_count: 1,
    existing_files_count: 0,
    deleted_files_count: 0,
    added_rows_count: BigInt(file.rows),
    existing_rows_count: 0n,
    deleted_rows_count: 0n,
    partitions: null,
    key_metadata: null,
  };
}
