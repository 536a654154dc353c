import type { ScannedFile } from '../../core/src/lake/index.ts';
import type { OpenLake } from './levee.ts';
import type { Engine, Target } from './engine.ts';
import type { Comparison, Filter } from './filter.ts';
import type { Leaf } from './leaf.ts';

/** A filter of which it is known how little an engine needs to read. */
export interface Pruning {
  readonly name: string;
  readonly filter: Filter;
  readonly rows: number;
  /** Files that can hold such rows, and the rows in them. */
  readonly mostFiles: number;
  readonly mostRead: number;
}

/** A value that was placed so that few row groups hold it. */
export interface PlacedValue {
  readonly table: string;
  readonly column: string;
  readonly value: string;
  readonly mostFiles: number;
  readonly mostRead: number;
}

/** The filter by a placed value, where the target is its table. */
export async function placedPruning(levee: Engine, target: Target, placed: PlacedValue): Promise<Pruning[]> {
  const leaf = column(target, placed.column);
  if (placed.table !== target.table || leaf === undefined) return [];
  const filter: Filter = [{ leaf, op: '=', value: placed.value }];
  const { rows } = await levee.counted(target, filter);
  const { mostFiles, mostRead } = placed;
  return [{ name: `${placed.column} = '${placed.value}'`, filter, rows, mostFiles, mostRead }];
}

/** Filters by day, by the stored day strings, and past the end of the table, with the files that partitions leave. */
export async function pruningChecks({ lake }: OpenLake, levee: Engine, target: Target): Promise<Pruning[]> {
  const files = (await lake.scan(target.table))?.files ?? [];
  const day = middleDay(files);
  if (day === undefined) return [];
  const wanted: Pruning[] = [];
  const add = async (name: string, filter: Filter, isKept: (file: ScannedFile) => boolean) => {
    const kept = files.filter(isKept);
    wanted.push({
      name,
      filter,
      rows: (await levee.counted(target, filter)).rows,
      mostFiles: kept.length,
      mostRead: kept.reduce((total, { records }) => total + records, 0),
    });
  };
  const time = column(target, 'event_time');
  if (time === undefined) return [];
  await add(`event_time on ${day}`, dayFilter(time, day), (file) => file.day === day);
  const dayColumn = column(target, 'day');
  const text = day.slice(8);
  if (dayColumn !== undefined) {
    const filter: Filter = [{ leaf: dayColumn, op: '=', value: text }];
    await add(`day = '${text}'`, filter, (file) => file.day?.slice(8) === text);
  }
  const last = lastDay(files);
  await add(
    `event_time after ${last}`,
    [{ leaf: time, op: '>', value: `${last} 23:59:59.999999` }],
    () => false,
  );
  return wanted;
}

const dayFilter = (leaf: Leaf, day: string): Comparison[] => [
  { leaf, op: '>=', value: `${day} 00:00:00.000000` },
  { leaf, op: '<=', value: `${day} 23:59:59.999999` },
];

const column = ({ leaves }: Target, name: string): Leaf | undefined =>
  leaves.find(
    ({ path: [first, ...more] }) => first?.into === 'field' && first.name === name && more.length === 0,
  );

const daysOf = (files: readonly ScannedFile[]): string[] =>
  [...new Set(files.flatMap(({ day }) => day ?? []))].sort();

function middleDay(files: readonly ScannedFile[]): string | undefined {
  const days = daysOf(files);
  return days[Math.floor(days.length / 2)];
}

const lastDay = (files: readonly ScannedFile[]): string => daysOf(files).at(-1) ?? '';
