import type { PrimitiveType } from '../../core/src/format/index.ts';
import type { NullLists } from './engine.ts';
import type { Comparison, Filter } from './filter.ts';
import type { Leaf, Step } from './leaf.ts';

/** How an engine says what the checks need. Everything else of their SQL is the same in all engines. */
export interface Dialect {
  ident(name: string): string;
  /** A SQL string literal. */
  literal(text: string): string;
  /** Canonical text of a value of each type (see `Checksum`, `Comparison`). */
  readonly text: Readonly<Record<PrimitiveType, (value: string) => string>>;
  /** A typed constant from canonical text. */
  readonly constant: Readonly<Record<PrimitiveType, (text: string) => string>>;
  /** `transform(array, e -> body)`. */
  transform(array: string, body: (element: string) => string): string;
  /** The elements that are not null. */
  withoutNulls(array: string): string;
  flatten(arrays: string): string;
  mapKeys(map: string): string;
  mapValues(map: string): string;
  /** The texts of an array joined; '' for an empty one, null for null. */
  join(array: string, separator: string): string;
  /** A character by code point. */
  char(code: number): string;
  /** The first 40 bits of the MD5 of a text, as a 64-bit integer. */
  digest(text: string): string;
  /** `YYYY-MM-DD` of a timestamptz in UTC. */
  day(time: string): string;
}

const SEPARATOR = 1;
const NULL_ELEMENT = 2;
const NULL_COLUMN = 3;

/** A leaf's canonical text per row: of one value, or of all values inside lists and maps, joined. */
function leafText(dialect: Dialect, leaf: Leaf, nullLists: NullLists): string {
  const { path, type } = leaf;
  const [column, ...steps] = path;
  if (column?.into !== 'field') throw new Error('a leaf begins with a column');
  let value = dialect.ident(column.name);
  let isArray = false;
  for (const step of steps) {
    value = isArray ? insideArray(dialect, value, step) : inside(dialect, value, step);
    isArray ||= step.into !== 'field';
  }
  if (!isArray) return dialect.text[type](value);
  const texts = dialect.transform(
    value,
    (element) => `coalesce(${dialect.text[type](element)}, ${dialect.char(NULL_ELEMENT)})`,
  );
  const joined = dialect.join(texts, dialect.char(SEPARATOR));
  return nullLists === 'empty' && isInListOfStructs(leaf) ? `coalesce(${joined}, '')` : joined;
}

const isInListOfStructs = ({ path }: Leaf): boolean =>
  path.some((step, at) => step.into === 'element' && path[at + 1]?.into === 'field');

function inside(dialect: Dialect, value: string, step: Step): string {
  switch (step.into) {
    case 'field':
      return `${value}.${dialect.ident(step.name)}`;
    case 'element':
      return value;
    case 'key':
      return dialect.mapKeys(value);
    case 'value':
      return dialect.mapValues(value);
  }
}

function insideArray(dialect: Dialect, array: string, step: Step): string {
  const mapped =
    step.into === 'element' ? array : dialect.transform(array, (element) => inside(dialect, element, step));
  return step.into === 'field' ? mapped : dialect.flatten(dialect.withoutNulls(mapped));
}

const AGGREGATES = (dialect: Dialect, column: string): string[] => [
  `count(${column})`,
  `coalesce(sum(length(${column})), 0)`,
  `min(${column})`,
  `max(${column})`,
  `coalesce(sum(${dialect.digest(column)}), 0)`,
];

/** What is summed. */
interface Checked {
  readonly relation: string;
  readonly leaves: readonly Leaf[];
  readonly nullLists: NullLists;
}

/** SQL of one row with five values per leaf, the members of `Checksum` in order. */
export function checksumSql(dialect: Dialect, { relation, leaves, nullLists }: Checked): string {
  const columns = leaves.map((leaf, at) => `${leafText(dialect, leaf, nullLists)} AS c${at}`);
  const sums = leaves.flatMap((_, at) => AGGREGATES(dialect, `c${at}`));
  return `SELECT ${sums.join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${relation}) AS t`;
}

/** SQL of the checksum of whole rows: all leaves in one text, so that a value in the wrong row shows. */
export function rowChecksumSql(dialect: Dialect, { relation, leaves, nullLists }: Checked): string {
  const texts = leaves.map(
    (leaf) => `coalesce(${leafText(dialect, leaf, nullLists)}, ${dialect.char(NULL_COLUMN)})`,
  );
  const row = texts.join(` || ${dialect.char(SEPARATOR)} || `);
  return `SELECT ${AGGREGATES(dialect, 'r').join(', ')} FROM (SELECT ${row} AS r FROM ${relation}) AS t`;
}

/** A WHERE condition. */
export const conditionSql = (dialect: Dialect, filter: Filter): string =>
  filter.length === 0
    ? '1 = 1'
    : filter.map((comparison) => comparisonSql(dialect, comparison)).join(' AND ');

function comparisonSql(dialect: Dialect, { leaf, op, value }: Comparison): string {
  const column = leaf.path
    .map((step) => dialect.ident(step.into === 'field' ? step.name : step.into))
    .join('.');
  return value === undefined ? `${column} ${op}` : `${column} ${op} ${dialect.constant[leaf.type](value)}`;
}

/** SQL of the rows per filter: `position, rows`. Each is a scan of its own, pruned by its own condition. */
export const countsSql = (dialect: Dialect, relation: string, filters: readonly Filter[]): string =>
  filters
    .map(
      (filter, at) =>
        `SELECT ${at} AS p, count(*) AS n FROM ${relation} WHERE ${conditionSql(dialect, filter)}`,
    )
    .join(' UNION ALL ');

/** SQL of the rows per day: `day, rows`. */
export const perDaySql = (dialect: Dialect, relation: string): string =>
  `SELECT coalesce(d, 'null') AS d, count(*) AS n FROM (SELECT ${dialect.day(dialect.ident('event_time'))} AS d FROM ${relation}) AS t GROUP BY 1 ORDER BY 1`;
