import { nameOf, sqlWords } from '../../core/src/query/sql-words.ts';
import { plainOf, type ParityAnswer, type Plain } from './parity-answer.ts';
import { isSameShape, shapeText, type Shape } from './parity-shape.ts';

/** Doubles may differ by this share: engines add in other orders. */
const TOLERANCE = 1e-9;

/** What differs between two answers to one query; nothing where they are equal. */
export function differenceOf(
  sql: string,
  trino: ParityAnswer,
  given: ParityAnswer,
  approximate = 0,
): string | undefined {
  const levee = withJson(given, trino);
  const tolerance = Math.max(TOLERANCE, approximate);
  return columnsDifference(trino, levee) ?? rowsDifference(trino.rows, levee.rows, tolerance) ?? orderDifference(sql, trino, levee, tolerance);
}

/** Levee's JSON comes as text: blanks in it say nothing. */
function withJson(levee: ParityAnswer, { columns }: ParityAnswer): ParityAnswer {
  const isJson = columns.map(({ shape }) => shape.kind === 'scalar' && shape.name === 'json');
  return { columns: levee.columns, rows: levee.rows.map((row) => row.map((value, at) => (isJson[at] ? plainOf(value, JSON_SHAPE) : value))) };
}

const JSON_SHAPE: Shape = { kind: 'scalar', name: 'json' };

function columnsDifference(trino: ParityAnswer, levee: ParityAnswer): string | undefined {
  if (trino.columns.length !== levee.columns.length)
    return `${levee.columns.length} columns instead of ${trino.columns.length}`;
  for (const [at, column] of trino.columns.entries()) {
    const found = levee.columns[at];
    if (found === undefined) continue;
    // The second of two columns of one name has a number behind it.
    if (found.name.toLowerCase() !== column.name.toLowerCase() && !isSecond(trino, at))
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

function rowsDifference(
  trino: ParityAnswer['rows'],
  levee: ParityAnswer['rows'],
  tolerance: number,
): string | undefined {
  if (trino.length !== levee.length) return `${levee.length} rows instead of ${trino.length}`;
  const sorted = (rows: ParityAnswer['rows']) =>
    rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const expected = sorted(trino);
  const at = sorted(levee).findIndex((row, index) => !isSame(row, expected[index] ?? [], tolerance));
  if (at < 0) return undefined;
  return `row ${JSON.stringify(sorted(levee)[at])} instead of ${JSON.stringify(expected[at])}`;
}

export function isSame(left: Plain, right: Plain, tolerance: number): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    if (Object.is(left, right) || left === right) return true;
    return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
  }
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((each, at) => isSame(each, right[at] ?? null, tolerance));
  return left === right;
}

/** The columns that the last ORDER BY sorts by must have the same values in the same places. */
function orderDifference(
  sql: string,
  trino: ParityAnswer,
  levee: ParityAnswer,
  tolerance: number,
): string | undefined {
  const names = trino.columns.map(({ name }) => name.toLowerCase());
  for (const item of orderItems(sql)) {
    const column = /^\d+$/.test(item) ? Number(item) - 1 : names.indexOf(item);
    // An expression is not compared further: what follows it is sorted within.
    if (column < 0) return undefined;
    const at = trino.rows.findIndex((row, index) => !isSame(row[column] ?? null, levee.rows[index]?.[column] ?? null, tolerance));
    if (at >= 0) return `row ${at + 1} in the order of ${item}: ${JSON.stringify(levee.rows[at])} instead of ${JSON.stringify(trino.rows[at])}`;
    return undefined;
  }
  return undefined;
}

/** The first item of the ORDER BY that stands outside of all brackets: a name or a place. */
function orderItems(sql: string): string[] {
  const solid = sqlWords(sql).filter(({ kind }) => kind !== 'blank');
  let depth = 0;
  let from = -1;
  for (const [at, { text }] of solid.entries()) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0 && text.toLowerCase() === 'by' && solid[at - 1]?.text.toLowerCase() === 'order') from = at + 1;
  }
  const [first, next] = from < 0 ? [] : solid.slice(from);
  const isWhole = next === undefined || /^(?:,|;|asc|desc|limit|nulls|offset|fetch)$/i.test(next.text);
  if (first === undefined || !isWhole) return [];
  return [nameOf(first) ?? first.text];
}

const LAST_LIMIT = /\blimit\s+(\d+)\s*;?\s*$/i;

/** A query without the LIMIT at its end, which may keep any of the rows that sort alike. */
export const withoutLimit = (sql: string): string => sql.replace(LAST_LIMIT, '');
