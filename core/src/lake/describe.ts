import type { ObjectStore } from '#port';
import { bytesAt } from './id-bytes.ts';
import { scanTable, type ScannedFile } from './scan.ts';
import type { TableState } from './table-log.ts';
import { microsText } from './time-text.ts';

/** What a table holds, from its manifests alone. */
export interface TableDescription {
  readonly table: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** ISO 8601 with microseconds; null in an empty table. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  readonly days: number;
  readonly snapshotId: string | null;
  /** ISO 8601. */
  readonly committedAt: string | null;
}

export async function describeTable(store: ObjectStore, state: TableState): Promise<TableDescription> {
  const scan = await scanTable(store, state);
  const id = scan.fields.find((field) => field.name === 'event_time')?.id ?? 0;
  const lows = scan.files.flatMap((file) => bound(file, 'lower_bounds', id) ?? []);
  const highs = scan.files.flatMap((file) => bound(file, 'upper_bounds', id) ?? []);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    table: state.name,
    rows: sum(scan.files.map((file) => file.records)),
    files: scan.files.length,
    bytes: sum(scan.files.map((file) => file.sizeBytes)),
    firstEvent:
      lows.length === 0
        ? null
        : (microsText(lows.reduce((least, value) => (value < least ? value : least))) ?? null),
    lastEvent:
      highs.length === 0
        ? null
        : (microsText(highs.reduce((most, value) => (value > most ? value : most))) ?? null),
    days: new Set(scan.files.map((file) => file.day)).size,
    snapshotId: scan.snapshotId ?? null,
    committedAt: scan.snapshotAt === undefined ? null : new Date(scan.snapshotAt).toISOString(),
  };
}

function bound(file: ScannedFile, which: 'lower_bounds' | 'upper_bounds', id: number): bigint | undefined {
  return bytesAt(file.entry.data_file[which], id)?.readBigInt64LE();
}
