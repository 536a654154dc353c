import { replaceText, type Here, type Writing } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/** Units from the coarse to the fine, and how many milliseconds one has. */
const MILLISECONDS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 } as const;
const MONTHS_A_YEAR = 12;

const UNITS: readonly string[] = Object.keys(MILLISECONDS);

/** `INTERVAL - '1' DAY`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function intervalOf(here: Here, writing: Writing): void {
  if (!here.is(0, 'interval')) return;
  const by = here.is(1, '+', '-') ? 2 : 1;
  const text = here.word(by);
  unlikeSum(here, writing.sql, by);
  if (text?.kind !== 'text') return;
  const sign = here.is(1, '-') ? '-' : '';
  if (here.is(by + 2, 'to')) writeRange(here, writing, { by, sign });
  else if (by === 2) {
    replaceText(here.go(1), writing.written, { to: 1, text: negated(text.text.slice(1, -1), sign) });
  }
}

const OF_MONTHS = ['year', 'month'];

/** `INTERVAL '1' DAY - INTERVAL '1' MONTH`, which are of two types in Athena and of one here. */
function unlikeSum(here: Here, sql: string, by: number): void {
  const sign = here.is(by + 2, 'to') ? by + 4 : by + 2;
  const second = here.is(sign + 2, '+', '-') ? sign + 3 : sign + 2;
  if (!here.is(sign, '+', '-') || !here.is(sign + 1, 'interval')) return;
  if (here.is(by + 1, ...OF_MONTHS) === here.is(second + 1, ...OF_MONTHS)) return;
  throw refusalAt(sql, here.word(sign), {
    what: `cannot apply operator: intervals of months and of days, ${here.word(sign)?.text}`,
    hint: 'add them to a time one after the other',
  });
}

/** A text of a number, with the sign before it. */
const negated = (text: string, sign: string): string => {
  const value = text.trim();
  if (sign === '') return `'${value}'`;
  return value.startsWith('-') ? `'${value.slice(1)}'` : `'-${value}'`;
};

function writeRange(here: Here, { written, sql }: Writing, { by, sign }: { by: number; sign: string }): void {
  const text = (here.word(by)?.text ?? '').slice(1, -1).trim();
  const [first = '', last = ''] = [by + 1, by + 3].map((at) => here.word(at)?.text.toLowerCase() ?? '');
  const made = first === 'year' && last === 'month' ? monthsOf(text) : timeOf(text, first, last);
  if (made === undefined)
    throw refusalAt(sql, here.word(by), {
      what: 'this is no interval',
      hint: "write INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND, or one unit",
    });
  replaceText(here, written, { to: by + 3, text: `INTERVAL '${made(sign === '-')}'` });
}

const PART = /^(-?)(\d+)-(\d+)$/;

/** An interval as text, turned round where it is to be. */
type Made = (isTurned: boolean) => string;

function monthsOf(text: string): Made | undefined {
  const [, minus, years, months] = PART.exec(text) ?? [];
  if (years === undefined || months === undefined) return undefined;
  const count = Number(years) * MONTHS_A_YEAR + Number(months);
  return (isTurned) => `${(minus === '-') === isTurned ? '' : '-'}${count} months`;
}

/** `1 02:03:04.567`, whose parts go from one unit to another: days and milliseconds. */
function timeOf(text: string, first: string, last: string): Made | undefined {
  const units = UNITS.slice(UNITS.indexOf(first), UNITS.indexOf(last) + 1);
  const parts = text.replace(/^-/, '').split(/[ :]/);
  const isRight = UNITS.includes(first) && parts.length === units.length && units.length > 1;
  if (!isRight || !parts.every((part) => /^\d+(?:\.\d{1,3})?$/.test(part))) return undefined;
  const all = units.map((unit, at) => Math.round(Number(parts[at]) * MILLISECONDS[unit as 'day']));
  const sum = all.reduce((total, each) => total + each, 0);
  return (isTurned) => {
    const sign = text.startsWith('-') === isTurned ? '' : '-';
    return `${sign}${Math.trunc(sum / MILLISECONDS.day)} days ${sign}${sum % MILLISECONDS.day} milliseconds`;
  };
}
