import { calledName, closing, isValueEnd, startOfValue, type Here, type Writing } from './athena-here.ts';

/** Functions that give a day. */
const DAYS = ['date', 'from_iso8601_date', 'last_day_of_month'];

/** Signs and words beside which a minus takes no whole value. */
const BEFORE = ['+', '-', '*', '/', '%', '||', '.', 'interval'];
const BEHIND = ['*', '/', '%', '.', '[', 'at', '->'];

/** What a minus takes, by the places of its ends, and whether its text shows that it is a day. */
interface Operand {
  readonly from: number;
  readonly to: number;
  readonly isDay: boolean;
}

/** The place behind which a difference of days is put together: when what it takes is written. Nothing where none is here. */
export function endOfDays(here: Here): number | undefined {
  const right = differenceOf(here)?.right;
  return right === undefined ? undefined : here.place + right.to + 0.5;
}

/** `current_date - DATE '2024-03-01'`, `d - date(x)`: an interval in Athena, a number in DuckDB. */
export function daysOf(here: Here, { written }: Writing): void {
  const { left, right } = differenceOf(here) ?? {};
  if (left === undefined || right === undefined) return;
  written[here.at(left.from)] = `athena_days(${written[here.at(left.from)]}`;
  written[here.at()] = ',';
  written[here.at(right.to)] += ')';
}

/** The two sides of a minus, one of which is shown to be a day. */
function differenceOf(here: Here): { readonly left: Operand; readonly right: Operand } | undefined {
  if (!here.is(0, '-')) return undefined;
  const left = leftOf(here);
  const right = left && rightOf(here);
  return left === undefined || right === undefined || !(left.isDay || right.isDay)
    ? undefined
    : { left, right };
}

function leftOf(here: Here): Operand | undefined {
  const isLiteral = here.word(-1)?.kind === 'text' && here.is(-2, 'date');
  if (!isLiteral && !isValueBefore(here)) return undefined;
  const from = isLiteral ? -2 : startOfValue(here, -1);
  if (here.is(from - 1, ...BEFORE)) return undefined;
  return { from, to: -1, isDay: isLiteral || isDay(here, from, -1) };
}

/** Whether a value ends before the minus; `INTERVAL '1' DAY` ends with no value of its own. */
const isValueBefore = (here: Here): boolean =>
  isValue(here, -1) && (here.word(-1)?.kind !== 'name' || here.word(-2)?.kind !== 'text');

function rightOf(here: Here): Operand | undefined {
  const isLiteral = here.is(1, 'date') && here.word(2)?.kind === 'text';
  const to = isLiteral ? 2 : endOfValue(here);
  if (to === undefined || here.is(to + 1, ...BEHIND)) return undefined;
  return { from: 1, to, isDay: isLiteral || isDay(here, 1, to) };
}

const isValue = (here: Here, by: number): boolean => isValueEnd(here.word(by));

/** Where the value ends that begins behind the minus: a call, a group, a column; nothing for a literal. */
function endOfValue(here: Here): number | undefined {
  if (here.is(1, '(')) return closing(here, 1);
  if (!isValue(here, 1) || here.word(2)?.kind === 'text' || here.is(1, 'interval')) return undefined;
  if (here.is(2, '(')) return closing(here, 2);
  let to = 1;
  while (here.is(to + 1, '.') && isValue(here, to + 2)) to += 2;
  return to;
}

function isDay(here: Here, from: number, to: number): boolean {
  if (from === to) return here.is(from, 'current_date');
  const name = calledName(here.go(from));
  if (name === undefined || from + closing(here.go(from)) !== to) return false;
  return DAYS.includes(name) || (name.endsWith('cast') && here.is(to - 1, 'date') && here.is(to - 2, 'as'));
}
