import { stripVTControlCharacters } from 'node:util';
import { inert } from '#kernel';

/** Text in columns, two spaces apart; numbers to the right. Cells are made harmless for a terminal. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map(inert));
  const widths = head.map((title, at) =>
    Math.max(title.length, ...safe.map((row) => widthOf(row[at] ?? ''))),
  );
  const isNumber = head.map(
    (_, at) => safe.length > 0 && safe.every((row) => /^[\d,.]*( [KMGTP]?B)?$/.test(row[at] ?? '')),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) =>
        isNumber[at] === true ? pad(cell, widths[at] ?? 0, true) : pad(cell, widths[at] ?? 0, false),
      )
      .join('  ')
      .trimEnd();
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...safe.map(line)].join('\n')}\n`;
}

const widthOf = (text: string): number => Array.from(stripVTControlCharacters(text)).length;

const pad = (text: string, width: number, toRight: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return toRight ? space + text : text + space;
};
