import { inert, LeveeError } from '#kernel';

/** How much of a long line is shown around a mark. */
const BEFORE = 50;
const AFTER = 40;

/**
 * The line of a text that holds a byte offset, with a mark below it, for error messages:
 *
 *     line 2: FROM waf_log
 *                  ^
 */
export function markAt(sql: string, offset: number | undefined): string {
  if (offset === undefined) return '';
  const before = Buffer.from(sql).subarray(0, offset).toString();
  const line = before.split('\n').length;
  const start = before.lastIndexOf('\n') + 1;
  const column = before.length - start;
  const text = sql.slice(start).split('\n', 1)[0] ?? '';
  const from = Math.max(0, column - BEFORE);
  const left = `${from > 0 ? '…' : ''}${inert(text.slice(from, column))}`;
  const right = inert(text.slice(column, column + AFTER));
  const head = `line ${line}: `;
  return `\n${head}${left}${right}${text.length > column + AFTER ? '…' : ''}\n${' '.repeat(head.length + left.length)}^`;
}

/** The same for an offset in characters, as words have it. */
export const markAtWord = (sql: string, offset: number | undefined): string =>
  markAt(sql, offset === undefined ? undefined : Buffer.byteLength(sql.slice(0, offset)));

/** What is wrong at a word of a person's statement, and what to do (exit code 2). The mark stands where the word is known. */
export const refusalAt = (
  sql: string,
  word: { readonly offset: number } | undefined,
  { what, hint }: { what: string; hint: string },
): LeveeError => new LeveeError(`${what}${markAtWord(sql, word?.offset)}`, { hint, exitCode: 2 });

/** The line and the column of an offset in characters, both from 1. */
export function placeAtWord(sql: string, offset: number): string {
  const lines = sql.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
