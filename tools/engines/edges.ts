import type { PrimitiveType } from '../../core/src/format/index.ts';
import type { EmbeddedEngine } from '../../core/src/port/index.ts';
import { duckdbDialect } from './duckdb-dialect.ts';
import type { Target } from './engine.ts';
import type { Comparison, Filter } from './filter.ts';
import { isSingle, type Leaf } from './leaf.ts';

/** The text of a value as `Comparison` wants it. */
const CONSTANT_TEXT: Readonly<Record<PrimitiveType, (value: string) => string>> = {
  string: (value) => value,
  int: (value) => `CAST(${value} AS VARCHAR)`,
  long: (value) => `CAST(${value} AS VARCHAR)`,
  double: (value) => `CAST(${value} AS VARCHAR)`,
  boolean: (value) => `CAST(${value} AS VARCHAR)`,
  timestamptz: (value) => `strftime(${value}, '%Y-%m-%d %H:%M:%S.%f')`,
};

/** Besides the least and the greatest: least and greatest of days between, which are bounds of their files. */
const MOST_BETWEEN = 2;

/** Where a comparison can go wrong: NaN is ordered differently by every engine, and booleans have no order worth testing. */
const isOrdered = (type: PrimitiveType): boolean => type !== 'double' && type !== 'boolean';

/** Filters at the exact edges of every bound: what a bound that is cut, rounded or missing gets wrong. */
export async function edgeFilters(
  engine: EmbeddedEngine,
  relation: string,
  target: Target,
): Promise<Filter[]> {
  const filters: Filter[] = [];
  for (const leaf of target.leaves.filter(isSingle)) {
    filters.push(...filtersOf(leaf, await edgeValues(engine, relation, leaf)));
  }
  return filters;
}

function filtersOf(leaf: Leaf, values: readonly string[]): Filter[] {
  const nulls: Comparison[] = [
    { leaf, op: 'is null' },
    { leaf, op: 'is not null' },
  ];
  const equals = [...values.slice(0, 1 + MOST_BETWEEN), ...values.slice(1 + MOST_BETWEEN).slice(-1)].map(
    (value): Comparison => ({ leaf, op: '=', value }),
  );
  const least = values[0];
  const greatest = values.at(-1);
  if (least === undefined || greatest === undefined || !isOrdered(leaf.type))
    return [...nulls, ...equals].map((one) => [one]);
  const ordered: Comparison[] = [
    { leaf, op: '<', value: least },
    { leaf, op: '<=', value: least },
    { leaf, op: '>', value: greatest },
    { leaf, op: '>=', value: greatest },
  ];
  return [...nulls, ...equals, ...ordered].map((one) => [one]);
}

/** Least and greatest value of every day, in order. */
async function edgeValues(engine: EmbeddedEngine, relation: string, leaf: Leaf): Promise<string[]> {
  const value = leaf.path
    .map((step) => duckdbDialect.ident(step.into === 'field' ? step.name : step.into))
    .join('.');
  const isUsable = leaf.type === 'double' ? `NOT isnan(${value})` : `${value} IS NOT NULL`;
  const sql =
    `SELECT ${CONSTANT_TEXT[leaf.type]('x')} AS v FROM (SELECT DISTINCT unnest([min(${value}), max(${value})]) AS x ` +
    `FROM ${relation} WHERE ${isUsable} GROUP BY CAST(event_time AS DATE)) WHERE x IS NOT NULL ORDER BY x`;
  const rows = await engine.withConnection((connection) => connection.rows(sql));
  return rows.map((row) => String(row['v']));
}
