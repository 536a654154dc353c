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

function filtersOf(leaf: Leaf, { values, isOrdered }: EdgeValues): Filter[] {
  const nulls: Comparison[] = [
    { leaf, op: 'is null' },
    { leaf, op: 'is not null' },
  ];
  const some = [...values.slice(0, 1 + MOST_BETWEEN), ...values.slice(1 + MOST_BETWEEN).slice(-1)];
  const equals = some.map((value): Comparison => ({ leaf, op: '=', value }));
  const least = values[0];
  const greatest = values.at(-1);
  if (least === undefined || greatest === undefined || !isOrdered)
    return [...nulls, ...equals].map((one) => [one]);
  // Not `<` the least or `>` the greatest: no wrong bound can add rows.
  const ordered: Comparison[] = [
    { leaf, op: '<=', value: least },
    { leaf, op: '>=', value: greatest },
  ];
  return [...nulls, ...equals, ...ordered].map((one) => [one]);
}

/** Least and greatest values of days, in order. */
interface EdgeValues {
  readonly values: readonly string[];
  /** Whether comparisons mean the same everywhere: not for booleans, nor where there is a NaN, which DuckDB calls greatest. */
  readonly isOrdered: boolean;
}

async function edgeValues(engine: EmbeddedEngine, relation: string, leaf: Leaf): Promise<EdgeValues> {
  const value = leaf.path
    .map((step) => duckdbDialect.ident(step.into === 'field' ? step.name : step.into))
    .join('.');
  const isNumber = leaf.type === 'double' ? `NOT isnan(${value})` : `${value} IS NOT NULL`;
  const sql =
    `SELECT ${CONSTANT_TEXT[leaf.type]('x')} AS v FROM (SELECT DISTINCT unnest([min(${value}), max(${value})]) AS x ` +
    `FROM ${relation} WHERE ${isNumber} GROUP BY CAST(event_time AS DATE)) WHERE x IS NOT NULL ORDER BY x`;
  const odd = `SELECT count(*) AS n FROM ${relation} WHERE ${value} IS NOT NULL AND NOT (${isNumber})`;
  return engine.withConnection(async (connection) => {
    const values = (await connection.rows(sql)).map((row) => String(row['v']));
    const [first] = await connection.rows(odd);
    return { values, isOrdered: leaf.type !== 'boolean' && Number(first?.['n']) === 0 };
  });
}
