import { columnName, COMMON, type Columns, type Format } from '#format';
import { ident, type EngineConnection, type WantedRecord } from '#port';
import { sourceOf } from './cells.ts';
import { ORDINAL } from './lanes.ts';
import { rowSelect } from './row-sql.ts';
import type { Spool } from './spool-set.ts';

/** A record of an object that gives a row. */
export interface EqualRecord {
  /** From 0. */
  readonly number: number;
  /** How many records of the object are equal to the row; this is the first. */
  readonly equal: number;
}

/** Records among which one is looked for. */
interface Among {
  readonly format: Format;
  readonly spools: readonly Spool[];
  readonly objectsPath: string;
}

type Values = WantedRecord['values'];

/**
 * The first record that gives the wanted row; undefined where none does. Values must be equal. Lists, maps and what has no value only choose
 * between such records: a later version of a declaration may know a field that the row was read without.
 */
export async function equalRecord(
  connection: EngineConnection,
  among: Among,
  { micros, day, values }: WantedRecord,
): Promise<EqualRecord | undefined> {
  const compared = values.filter(({ path }) => isCompared(among.format.columns, path));
  const must = compared.filter(({ text, isMany }) => text !== null && !isMany);
  const may = compared.filter((value) => !must.includes(value));
  const equal = async (comparison: Comparison) => {
    const candidates = candidatesOf(among, { micros, day }, comparison);
    return candidates === undefined ? [] : equalRecords(connection, candidates, comparison);
  };
  const [first, second] = await equal({ must, may: [], most: 2 });
  // Most rows are of one record, for which nothing needs choosing: most columns have no value, and are dear to plan.
  return second === undefined ? first : (await equal({ must, may, most: 1 }))[0];
}

interface Comparison {
  /** Values that a record must have, and such as choose between those that have them. */
  readonly must: Values;
  readonly may: Values;
  /** Most records of the answer. */
  readonly most: number;
}

/** The records of the wanted microsecond, with the columns that are compared; undefined where no record gives a row. */
function candidatesOf(
  { format, spools, objectsPath }: Among,
  { micros, day }: Pick<WantedRecord, 'micros' | 'day'>,
  { must, may }: Comparison,
): string | undefined {
  const facts = { objectsPath, ingestedAt: 0n, onlyDay: day, isNumbered: true };
  const rows = rowSelect(narrowed(format, [...must, ...may]), spools, facts);
  return rows && `(${rows}) AS row WHERE epoch_us(row.event_time) = ${BigInt(micros)}`;
}

/** The format with no columns but those of the values and of the event time: the engine plans what it is told of, needed or not. */
function narrowed(format: Format, values: Values): Format {
  const columns = Object.entries(format.columns);
  const names = new Set(values.map(({ path }) => path[0]));
  const named = columns.filter(([key]) => names.has(columnName(key)));
  // Columns of one token go together: how it is read depends on all of them.
  const tokens = new Set([
    ...named.map(([key, column]) => sourceOf(key, column).token),
    ...format.time.fields,
  ]);
  const kept = columns.filter(([key, column]) => tokens.has(sourceOf(key, column).token));
  return { ...format, columns: Object.fromEntries(kept), roles: { ips: [], principals: [], resources: [] } };
}

/** The wanted values, in a list of the connection's: the engine plans a statement with parameters twice. */
const WANTED = 'levee_wanted';

/** Records with all values that there must be: first those with most of the others; and how many have as many of them. */
async function equalRecords(
  connection: EngineConnection,
  candidates: string,
  { must, may, most }: Comparison,
): Promise<EqualRecord[]> {
  const wanted = [...must, ...may].map(({ text }) => text);
  await connection.run(`SET VARIABLE ${WANTED} = ?::JSON::VARCHAR[]`, [JSON.stringify(wanted)]);
  const points = may.map(
    (value, at) =>
      `(${textSql(value)} IS NOT DISTINCT FROM getvariable('${WANTED}')[${must.length + at + 1}])::INTEGER`,
  );
  const equal = `[${must.map(textSql).join(', ')}]::VARCHAR[] = getvariable('${WANTED}')[:${must.length}]`;
  const found = await connection.rows(
    `SELECT number, count(*) OVER (PARTITION BY score) AS equal FROM (
       SELECT row.${ident(ORDINAL)} AS number, ${['0', ...points].join(' + ')} AS score FROM ${candidates} AND ${equal})
     ORDER BY score DESC, number LIMIT ${most}`,
  );
  return found.map((record) => ({ number: Number(record['number']), equal: Number(record['equal']) }));
}

/** Whether a column or part of one is read from the record itself: other engines may have added some, and common ones follow from others. */
function isCompared(columns: Columns, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (COMMON.some((common) => common.name === name)) return name === 'extra';
  const known = Object.entries(columns).find(([key]) => columnName(key) === name)?.[1];
  return known !== undefined && (rest.length === 0 || isCompared(known.fields ?? {}, rest));
}

function textSql({ path, isMany }: Values[number]): string {
  const value = ['row', ...path.map(ident)].join('.');
  return `CAST(${isMany ? `to_json(${value})` : value} AS VARCHAR)`;
}
