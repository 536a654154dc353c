import type { EngineConnection, NumberColumn } from '#port';
import { NULL_CODE, type Dictionary } from './dictionary.ts';
import {
  ALWAYS,
  MOST_TEXT_BYTES,
  MOST_VALUES,
  narrow,
  type Codes,
  type FileColumns,
  type WantedColumn,
} from './file-columns.ts';
import { HashCodes } from './hash-codes.ts';

/** A data file to be read by the engine. */
export interface FileToRead {
  /** What stands after FROM to read it. */
  readonly relation: string;
  readonly columns: readonly WantedColumn[];
  readonly dictionaryOf: (column: string) => Dictionary;
}

/**
 * Reads columns of a data file: first the values of each with the engine's hashes of them, then the hashes of all rows at
 * once. Columns with too many values are left out.
 */
export async function readByEngine(connection: EngineConnection, file: FileToRead): Promise<FileColumns> {
  const coded: CodedColumn[] = [];
  for (const column of file.columns.filter(({ as }) => as === 'codes')) {
    const codes = await codesOf(connection, file, column);
    if (codes !== undefined) coded.push({ column, codes });
  }
  const added = file.columns.filter(({ as }) => as === 'numbers');
  const selected = [TIME, ...coded.map(({ column }) => hashSql(column)), ...added.map(numberSql)];
  const [times, ...arrays] = await connection.numbers(
    `SELECT ${selected.join(', ')} FROM ${file.relation} AS r`,
  );
  return columnsOf({ coded, added, dictionaryOf: file.dictionaryOf }, times as Float64Array, arrays);
}

const TIME = "coalesce(CAST(epoch_us(r.event_time) AS DOUBLE), 'nan'::DOUBLE)";

const hashSql = ({ sql }: WantedColumn): string => `hash(${sql})`;

const numberSql = ({ sql }: WantedColumn): string => `coalesce(CAST(${sql} AS DOUBLE), 'nan'::DOUBLE)`;

interface CodedColumn {
  readonly column: WantedColumn;
  readonly codes: HashCodes;
}

/** Codes by hash; undefined where there are too many values, or two of them have one hash. */
async function codesOf(
  connection: EngineConnection,
  { relation, dictionaryOf }: FileToRead,
  column: WantedColumn,
): Promise<HashCodes | undefined> {
  const values = `SELECT DISTINCT ${column.sql} AS value FROM ${relation} AS r LIMIT ${MOST_VALUES + 2}`;
  const [found = {}] = await connection.rows(
    `SELECT count(value) AS n, coalesce(sum(strlen(value)), 0) AS bytes, CASE WHEN n <= ${MOST_VALUES} AND bytes <= ${MOST_TEXT_BYTES}
       THEN to_json(list(json_array(value, hash(value) & 4294967295, hash(value) >> 32))) END AS listed
     FROM (${values})`,
  );
  if (Number(found['n']) > MOST_VALUES || Number(found['bytes']) > MOST_TEXT_BYTES) return undefined;
  const listed = JSON.parse(textOf(found['listed'])) as [string | null, number, number][];
  const there = listed.filter(([text]) => text !== null);
  const textFor = column.stored?.type === 'double' ? numberText : String;
  const known = dictionaryOf(column.name).codesOf(there.map(([text]) => textFor(text)));
  const codes = new HashCodes(listed.length);
  const isClear = there.every(([, low, high], at) => codes.add(low, high, known[at] ?? NULL_CODE));
  const missing = listed.find(([text]) => text === null);
  if (missing !== undefined && !codes.add(missing[1], missing[2], NULL_CODE)) return undefined;
  return isClear ? codes : undefined;
}

/** A double as files without the engine are read: it writes 8.0 and 1e+16. */
const numberText = (text: string | null): string =>
  String(Number(text === 'inf' ? 'Infinity' : text === '-inf' ? '-Infinity' : text));

/** JSON as the engine gives it. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '[]');

interface Read {
  readonly coded: readonly CodedColumn[];
  readonly added: readonly WantedColumn[];
  readonly dictionaryOf: (column: string) => Dictionary;
}

function columnsOf(
  { coded, added, dictionaryOf }: Read,
  times: Float64Array,
  arrays: readonly NumberColumn[],
): FileColumns {
  const codes = coded.map(({ column: { name }, codes: known }, at): [string, Codes] => [
    name,
    narrow(known.of(arrays[at] as BigUint64Array), dictionaryOf(name).size),
  ]);
  const numbers = added.map(({ name }, at): [string, Float64Array] => [
    name,
    arrays[coded.length + at] as Float64Array,
  ]);
  return { rows: times.length, covers: ALWAYS, times, codes: new Map(codes), numbers: new Map(numbers) };
}
