import { csvLines } from './csv-output.ts';
import { jsonLines, ndjsonLines } from './json-output.ts';
import type { QueryResult } from './query.ts';
import { tableLines } from './table-output.ts';

/** Forms in which a result is written as text; `queryToParquet` writes the fifth. */
export const TEXT_OUTPUTS = ['table', 'json', 'ndjson', 'csv'] as const;
export type TextOutput = (typeof TEXT_OUTPUTS)[number];

/** Where the text goes. */
export interface OutputOptions {
  /** A person's terminal: nothing in the result may act on it. JSON and tables are safe anywhere. */
  readonly isTerminal?: boolean;
  /** Cells of a line of the terminal, for `table`. */
  readonly width?: number;
}

/** Characters that are handed on at once. */
const PIECE = 65_536;

/** A result as text in pieces of about 64 K characters: write one, wait until it is taken, write the next. */
export async function* outputText(
  result: QueryResult,
  output: TextOutput,
  options: OutputOptions = {},
): AsyncGenerator<string> {
  let piece = '';
  for await (const line of linesOf(result, output, options)) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function linesOf(result: QueryResult, output: TextOutput, options: OutputOptions): AsyncGenerator<string> {
  switch (output) {
    case 'table':
      return tableLines(result, { width: options.width });
    case 'json':
      return jsonLines(result);
    case 'ndjson':
      return ndjsonLines(result);
    case 'csv':
      return csvLines(result, { isTerminal: options.isTerminal ?? false });
  }
}
