import type { EngineColumn, EngineValue } from '#port';
import { cellJson } from './cell.ts';
import type { QueryResult } from './query.ts';

/** One JSON object per line. */
export async function* ndjsonLines(result: QueryResult): AsyncGenerator<string> {
  for await (const line of jsonRows(result)) yield `${line}\n`;
}

/** One JSON array with one object per row. */
export async function* jsonLines(result: QueryResult): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const line of jsonRows(result)) {
    yield separator + line;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

async function* jsonRows({ columns, chunks }: QueryResult): AsyncGenerator<string> {
  const keys = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  for await (const rows of chunks) {
    for (const row of rows)
      yield harmless(`{${columns.map((column, index) => pair(keys, row, { column, index })).join(',')}}`);
  }
}

const pair = (
  keys: readonly string[],
  row: readonly EngineValue[],
  { column, index }: { column: EngineColumn; index: number },
): string => `${keys[index]}${cellJson(row[index] ?? null, column)}`;

/** What a terminal could act on and JSON leaves as it is: DEL, C1 controls, bidirectional and invisible characters. */
const ACTIVE = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/** The same JSON with such characters escaped. */
const harmless = (json: string): string => json.replace(ACTIVE, escaped);

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
