import { inert } from '#kernel';
import type { EngineValue } from '#port';
import { cellText, isNumeric } from './cell.ts';
import type { QueryResult } from './query.ts';

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * CSV as RFC 4180 says it: a header, CRLF, quotes where needed. Null is an empty field, an empty text is `""`. Text
 * that a spreadsheet would run as a formula gets a `'` before it; numbers stay as they are.
 */
export async function* csvLines(
  { columns, chunks }: QueryResult,
  { isTerminal }: { isTerminal: boolean },
): AsyncGenerator<string> {
  const shown = isTerminal ? inert : (text: string) => text;
  yield line(columns.map(({ name }) => field(shown(name))));
  const isText = columns.map((column) => !isNumeric(column));
  for await (const rows of chunks) {
    for (const row of rows) {
      yield line(row.map((value, index) => csvField(value, isText[index] === true, shown)));
    }
  }
}

const line = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

function csvField(value: EngineValue, isText: boolean, shown: (text: string) => string): string {
  const text = cellText(value);
  if (text === undefined) return '';
  return isText ? field(shown(text)) : text;
}

function field(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return guarded === '' || NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
