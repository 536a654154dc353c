import { DOUBLE_ROW_COUNT } from './edge-rows.ts';
import { edgeTables } from './edge-tables.ts';
import type { Comparison } from './filter.ts';
import { isSingle, leafName } from './leaf.ts';
import { levee, targetOf, type OpenLake } from './levee.ts';
import type { Report } from './report.ts';

/** Rows that a filter must find, counted by hand in `edge-rows.ts`: Levee's own reader has to be right first. */
const HAND_COUNTS: readonly (readonly [
  table: string,
  leaf: string,
  op: Comparison['op'],
  value: string | undefined,
  rows: number,
])[] = [
  [edgeTables.values.name, 's', '=', `${'a'.repeat(15)}\uD7FFzz`, 1],
  [edgeTables.values.name, 's', '=', '\u{10FFFF}'.repeat(20), 1],
  [edgeTables.values.name, 's', '=', 'exactly 16 chars', 2],
  [edgeTables.values.name, 's', 'is null', undefined, 1],
  [edgeTables.values.name, 'event_time', '>', '2023-11-14 22:13:20.999998', 6],
  [edgeTables.values.name, 'event_time', '<', '1970-01-01 00:00:00.000000', 2],
  [edgeTables.values.name, 'event_time', 'is null', undefined, 2],
  [edgeTables.values.name, 'n', '=', '9007199254740993', 1],
  [edgeTables.values.name, 'n', '>', '9007199254740993', 1],
  [edgeTables.values.name, 'request.inner.size', '=', '9007199254740993', 1],
  [edgeTables.values.name, 'nothing', 'is not null', undefined, 0],
  [edgeTables.doubles.name, 'zero', '=', '0.0', DOUBLE_ROW_COUNT / 2],
  [edgeTables.doubles.name, 'minus_zero', '=', '0.0', DOUBLE_ROW_COUNT / 2],
  [edgeTables.doubles.name, 'minus_zero', '>=', '0.0', DOUBLE_ROW_COUNT / 2],
  [edgeTables.doubles.name, 'from_zero', '>', '0.0', DOUBLE_ROW_COUNT / 4],
  [edgeTables.doubles.name, 'five', '<=', '5.0', DOUBLE_ROW_COUNT / 2],
];

/** Checks Levee's reader against what was counted by hand. */
export async function checkHandCounts(open: OpenLake, report: Report): Promise<void> {
  const reader = levee(open);
  for (const [table, name, op, value, rows] of HAND_COUNTS) {
    const target = await targetOf(open.lake, table);
    const leaf = target.leaves.find((each) => isSingle(each) && leafName(each) === name);
    if (leaf === undefined) throw new Error(`${table} has no column ${name}`);
    const comparison: Comparison = value === undefined ? { leaf, op } : { leaf, op, value };
    const found = await reader.counted(target, [comparison]);
    report.equal(`Levee ${table}: ${rows} rows where ${name} ${op} ${value ?? ''}`, found.rows, rows);
  }
}
