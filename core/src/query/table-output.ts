import { inert } from '#kernel';
import type { EngineValue } from '#port';
import { cellText, isNumeric } from './cell.ts';
import type { QueryResult } from './query.ts';
import { cutText, padText, textWidth } from './text-width.ts';

/** Rows, and characters of them, that decide the widths; what follows is cut to these. */
const SAMPLE_ROWS = 1000;
const SAMPLE_CHARACTERS = 4_000_000;
/** Widest cell where no terminal says how wide a line may be. */
const WIDEST = 200;
/** Where columns would get narrower than this, each row is shown as a block of lines. */
const NARROWEST = 8;
const GAP = '  ';

type Cells = readonly string[];

/**
 * A table for people: aligned, numbers to the right, long values cut with `…`, everything in them shown inertly. Lines
 * fit `width` (cells of the terminal); a result with too many columns for that is shown row by row.
 */
export async function* tableLines(
  result: QueryResult,
  { width }: { width: number | undefined },
): AsyncGenerator<string> {
  if (result.kind === 'plan') {
    yield* planLines(result);
    return;
  }
  const rows = cellRows(result);
  const sample = await takeSample(rows);
  const names = result.columns.map(({ name }) => inert(name));
  const isNumber = result.columns.map(isNumeric);
  const widths = fittingWidths([names, ...sample], isNumber, width);
  const lines = widths === undefined ? blocks(names, width) : aligned(names, isNumber, widths);
  yield lines.head;
  for (const cells of sample) yield lines.row(cells);
  for await (const cells of rows) yield lines.row(cells);
}

async function* planLines({ chunks }: QueryResult): AsyncGenerator<string> {
  for await (const rows of chunks) {
    for (const [, plan] of rows) {
      for (const line of (cellText(plan ?? null) ?? '').split('\n')) yield `${inert(line)}\n`;
    }
  }
}

async function* cellRows({ columns, chunks }: QueryResult): AsyncGenerator<Cells> {
  const isTime = columns.map(({ type }) => type.startsWith('TIMESTAMP'));
  for await (const rows of chunks) {
    for (const row of rows) yield row.map((value, index) => tableCell(value, isTime[index] === true));
  }
}

/** No more than could be shown, whatever the value's length. */
const MOST_CHARACTERS = 1000;

function tableCell(value: EngineValue, isTime: boolean): string {
  const text = cellText(value) ?? '';
  return isTime ? withoutZeros(text) : inert(text.slice(0, MOST_CHARACTERS));
}

/** `12:34:56.500000Z` as `12:34:56.5Z`. */
const withoutZeros = (time: string): string =>
  time.replace(/\.(\d*?)0+(Z?)$/, (_, kept: string, zone: string) =>
    kept === '' ? zone : `.${kept}${zone}`,
  );

async function takeSample(rows: AsyncGenerator<Cells>): Promise<Cells[]> {
  const sample: Cells[] = [];
  let characters = 0;
  while (sample.length < SAMPLE_ROWS && characters < SAMPLE_CHARACTERS) {
    const next = await rows.next();
    if (next.done === true) break;
    sample.push(next.value);
    characters += next.value.reduce((sum, cell) => sum + cell.length, 0);
  }
  return sample;
}

/** Widths of the columns, the widest of text cut until all fit; undefined where they would get too narrow. */
function fittingWidths(
  rows: readonly Cells[],
  isNumber: readonly boolean[],
  width: number | undefined,
): number[] | undefined {
  const wanted = isNumber.map(() => 1);
  for (const cells of rows) {
    cells.forEach((cell, index) => {
      wanted[index] = Math.min(WIDEST, Math.max(wanted[index] ?? 1, textWidth(cell)));
    });
  }
  if (width === undefined) return wanted;
  for (let cap = WIDEST; cap >= NARROWEST; cap -= 1) {
    const widths = wanted.map((each, index) => (isNumber[index] === true ? each : Math.min(each, cap)));
    const line = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length);
    if (line <= width) return widths;
  }
  return undefined;
}

interface Lines {
  readonly head: string;
  readonly row: (cells: Cells) => string;
}

function aligned(names: Cells, isNumber: readonly boolean[], widths: readonly number[]): Lines {
  const cellAt = (cell: string, index: number): string => {
    const width = widths[index] ?? 1;
    // Half a number is another number: it rather pushes the line out of its column.
    return isNumber[index] === true
      ? padText(cell, width, 'left')
      : padText(cutText(cell, width), width, 'right');
  };
  const row = (cells: Cells): string => `${cells.map(cellAt).join(GAP).trimEnd()}\n`;
  return { head: `${row(names)}${widths.map((width) => '─'.repeat(width)).join(GAP)}\n`, row };
}

/** Each row as a block: its number, then a line per column that has a value. */
function blocks(names: Cells, width = WIDEST): Lines {
  const label = Math.min(40, Math.max(...names.map(textWidth)));
  const room = Math.max(NARROWEST, width - label - GAP.length);
  let count = 0;
  const row = (cells: Cells): string => {
    count += 1;
    const lines = cells.flatMap((cell, index) =>
      cell === ''
        ? []
        : `${padText(cutText(names[index] ?? '', label), label, 'right')}${GAP}${cutText(cell, room)}\n`,
    );
    return `── row ${count} ${'─'.repeat(Math.max(2, Math.min(width, 60) - 8 - String(count).length))}\n${lines.join('')}`;
  };
  return { head: '', row };
}
