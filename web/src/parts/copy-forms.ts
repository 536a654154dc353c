import type { RowsAnswer } from '@levee/core/contract';
import { valueText } from './text.ts';

/** A statement as a command for a shell. */
export const commandOf = (sql: string): string =>
  `npm run levee -- query '${sql.replaceAll("'", String.raw`'\''`)}'`;

/** A cell of a Markdown table: what has a meaning there is written as it is. */
const cell = (text: string): string => text.replaceAll(/[\\|`*_[\]<>&#!~]/g, String.raw`\$&`);

/** Rows as a Markdown table. */
export function markdownOf({ columns, rows }: Pick<RowsAnswer, 'columns' | 'rows'>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['time', ...columns].map(cell)),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map(({ time, values }) => line([time, ...values.map((value) => cell(valueText(value)))])),
  ].join('\n');
}
