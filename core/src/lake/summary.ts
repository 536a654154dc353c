import { dayText } from './bounds.ts';
import type { Change } from './commit.ts';
import type { FileEntry } from './manifest.ts';
import { currentSnapshot, type TableMetadata } from './metadata.ts';

interface Tally {
  readonly files: number;
  readonly records: number;
  readonly size: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The standard members of a snapshot's summary (Iceberg spec, "Optional Snapshot Summary Fields"); all values are texts. */
export function summaryOf(
  metadata: TableMetadata,
  change: Change,
  removed: readonly FileEntry[],
): Record<string, string> {
  const added: Tally = {
    files: change.added.length,
    records: sum(change.added.map((file) => file.recordCount)),
    size: sum(change.added.map((file) => file.sizeBytes)),
  };
  const gone: Tally = {
    files: removed.length,
    records: sum(removed.map((entry) => Number(entry.data_file.record_count))),
    size: sum(removed.map((entry) => Number(entry.data_file.file_size_in_bytes))),
  };
  const days = new Set([
    ...change.added.map((file) => file.day),
    ...removed.map((entry) => dayOfEntry(entry)),
  ]);
  const counts = Object.entries(countsOf(added, gone, days.size)).filter(([, count]) => count !== 0);
  const all = [...counts, ...Object.entries(totalsOf(metadata, added, gone))].map(([name, count]) => [
    name,
    String(count),
  ]);
  return { operation: change.operation, ...Object.fromEntries(all), ...change.summary };
}

const dayOfEntry = (entry: FileEntry): string | null => {
  const [day] = Object.values(entry.data_file.partition);
  return dayText(day);
};

const countsOf = (added: Tally, gone: Tally, partitions: number): Record<string, number> => ({
  'added-data-files': added.files,
  'deleted-data-files': gone.files,
  'added-records': added.records,
  'deleted-records': gone.records,
  'added-files-size': added.size,
  'removed-files-size': gone.size,
  'changed-partition-count': partitions,
});

function totalsOf(metadata: TableMetadata, added: Tally, gone: Tally): Record<string, number> {
  const last = currentSnapshot(metadata)?.summary ?? {};
  const before = (name: string): number => Number(last[name] ?? 0);
  return {
    'total-records': before('total-records') + added.records - gone.records,
    'total-files-size': before('total-files-size') + added.size - gone.size,
    'total-data-files': before('total-data-files') + added.files - gone.files,
    'total-delete-files': before('total-delete-files'),
    'total-position-deletes': before('total-position-deletes'),
    'total-equality-deletes': before('total-equality-deletes'),
  };
}
