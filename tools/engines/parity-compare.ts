import { nameOf, sqlWords } from '../../core/src/query/sql-words.ts';
import { plainOf, type ParityAnswer, type Plain } from './parity-answer.ts';
import { isSameShape, shapeText, type Shape } from './parity-shape.ts';

/** Doubles may differ by this share: engines add in other orders. */
const TOLERANCE = 1e-9;

/** What differs between two answers to one query; nothing where they are equal. */
export function differenceOf(sql: string, from: ParityAnswer, given: ParityAnswer): string | undefined {
  const trino = withoutArrayOrder(sql, from);
  const levee = withoutArrayOrder(sql, withTexts(given, from));
  return (
    columnsDifference(trino, levee) ??
    rowsDifference(trino.rows, levee.rows) ??
    orderDifference(sql, trino, levee)
  );
}

/** `array_agg` without ORDER BY gives its values in any order. */
function withoutArrayOrder(sql: string, answer: ParityAnswer): ParityAnswer {
  if (!/\barray_agg\s*\(/i.test(sql)) return answer;
  const sorted = (value: Plain): Plain =>
    isList(value)
      ? value.map(sorted).toSorted((left, right) => (keyOf([left]) < keyOf([right]) ? -1 : 1))
      : value;
  return { columns: answer.columns, rows: answer.rows.map((row) => row.map(sorted)) };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** Types that Levee shows as text: the value itself must be the same. */
const SHOWN_AS_TEXT = /^(?:json|ipaddress|ipprefix|timestamp with time zone)$/;

/** Levee's answer with its texts of such types as Trino's are read. */
function withTexts(levee: ParityAnswer, { columns }: ParityAnswer): ParityAnswer {
  const shapes = columns.map(({ shape }, at) => {
    const isText = isScalar(levee.columns[at]?.shape, /^(?:varchar|json)$/);
    return isText && isScalar(shape, SHOWN_AS_TEXT) ? shape : undefined;
  });
  const read = (value: Plain, shape: Shape | undefined): Plain =>
    shape === undefined ? value : plainOf(value, shape);
  return {
    columns: levee.columns.map((column, at) => ({ ...column, shape: shapes[at] ?? column.shape })),
    rows: levee.rows.map((row) => row.map((value, at) => read(value, shapes[at]))),
  };
}

const isScalar = (shape: Shape | undefined, name: RegExp): boolean =>
  shape?.kind === 'scalar' && name.test(shape.name);

function columnsDifference(trino: ParityAnswer, levee: ParityAnswer): string | undefined {
  if (trino.columns.length !== levee.columns.length)
    return `${levee.columns.length} columns instead of ${trino.columns.length}`;
  for (const [at, column] of trino.columns.entries()) {
    const found = levee.columns[at] ?? column;
    const isNamedAlike = found.name.toLowerCase() === column.name.toLowerCase();
    // The second of two columns of one name has a number behind it.
    if (!isNamedAlike && !isSecond(trino, at))
      return `column ${at + 1} is named ${found.name} instead of ${column.name}`;
    if (!isSameShape(column.shape, found.shape))
      return `column ${column.name} is ${shapeText(found.shape)} instead of ${shapeText(column.shape)}`;
  }
  return undefined;
}

const isSecond = ({ columns }: ParityAnswer, at: number): boolean =>
  columns.findIndex(({ name }) => name.toLowerCase() === columns[at]?.name.toLowerCase()) < at;

const keyOf = (row: readonly Plain[]): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? rounded(value) : value));

/** Coarse, so that near values sort alike; what remains is compared exactly. */
const rounded = (value: number): string => (Number.isFinite(value) ? value.toPrecision(6) : String(value));

function rowsDifference(trino: ParityAnswer['rows'], levee: ParityAnswer['rows']): string | undefined {
  if (trino.length !== levee.length) return `${levee.length} rows instead of ${trino.length}`;
  const sorted = (rows: ParityAnswer['rows']) =>
    rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const expected = sorted(trino);
  const at = sorted(levee).findIndex((row, index) => !isSame(row, expected[index] ?? []));
  if (at < 0) return undefined;
  return `row ${JSON.stringify(sorted(levee)[at])} instead of ${JSON.stringify(expected[at])}`;
}

function isSame(left: Plain, right: Plain): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    const share = TOLERANCE * Math.max(1, Math.abs(left), Math.abs(right));
    return Object.is(left, right) || left === right || Math.abs(left - right) <= share;
  }
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((each, at) => isSame(each, right[at] ?? null));
  return left === right;
}

/** The column that the last ORDER BY sorts by must have the same values in the same places; rows that sort alike may change places. */
function orderDifference(sql: string, trino: ParityAnswer, levee: ParityAnswer): string | undefined {
  const item = orderItem(sql);
  if (item === undefined) return undefined;
  const names = trino.columns.map(({ name }) => name.toLowerCase());
  const column = /^\d+$/.test(item) ? Number(item) - 1 : names.indexOf(item);
  const valueOf = (answer: ParityAnswer, row: number): Plain => answer.rows[row]?.[column] ?? null;
  const at = trino.rows.findIndex(
    (_, row) => column >= 0 && !isSame(valueOf(trino, row), valueOf(levee, row)),
  );
  if (at < 0) return undefined;
  return `row ${at + 1} in the order of ${item}: ${JSON.stringify(levee.rows[at])} instead of ${JSON.stringify(trino.rows[at])}`;
}

/** The first item of the ORDER BY that stands outside of all brackets: a name or a place. */
function orderItem(sql: string): string | undefined {
  const texts = sqlWords(sql).filter(({ kind }) => kind !== 'blank');
  const by = outerOrder(texts.map(({ text }) => text.toLowerCase()));
  const [first, next] = by < 0 ? [] : texts.slice(by + 1);
  const isWhole = next === undefined || /^(?:,|;|asc|desc|limit|nulls|offset|fetch)$/i.test(next.text);
  return first === undefined || !isWhole ? undefined : (nameOf(first) ?? first.text);
}

/** The place of the last BY of an ORDER BY outside of brackets; -1 for none. */
function outerOrder(texts: readonly string[]): number {
  let depth = 0;
  let found = -1;
  for (const [at, text] of texts.entries()) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0 && text === 'by' && texts[at - 1] === 'order') found = at;
  }
  return found;
}

const LAST_LIMIT = /\blimit\s+(\d+)\s*;?\s*$/i;

/** A query without the LIMIT at its end, which may keep any of the rows that sort alike. */
export const withoutLimit = (sql: string): string => sql.replace(LAST_LIMIT, '');
