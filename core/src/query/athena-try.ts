import { AGGREGATE_NAMES } from './athena-aggregates.ts';
import {
  calledName,
  closing,
  endOfCall,
  openingsAround,
  writtenText,
  type Here,
  type Range,
} from './athena-here.ts';
import { innerName } from './athena-once.ts';

const TRIES = /\btry\s*\(/gi;

/** A subquery, which stands in no lambda. */
const HAS_QUERY = /\bselect\b/i;

/**
 * `TRY(x)`. The engine takes no aggregate and no window within one: those are worked out before it. Of several in a query it works out by itself
 * what two have in common, and fails outside of them: a lambda is closed to that.
 */
export function tryText(here: Here, written: readonly string[], sql: string): string {
  const whole = { from: 2, to: closing(here) - 1 };
  const value = writtenText(here, written, whole);
  const calls = HAS_QUERY.test(value) ? [] : callsOfRows(here, whole);
  const name = innerName('athena_u', value);
  if (calls.length > 0)
    return canStandBehind(here, written, { whole, calls, isGrouped: isGrouped(here, calls, sql) })
      ? triedBehind(here, written, { whole, calls, name })
      : `TRY(${value})`;
  const isAlone = (sql.match(TRIES) ?? []).length < 2 || HAS_QUERY.test(value) || isWithinUnnest(here);
  return isAlone ? `TRY(${value})` : `list_transform([0], ${name} -> TRY(${value}))[1]`;
}

/** Calls that are of several rows: aggregates, and functions with a window. */
function callsOfRows(here: Here, { from, to }: Range): readonly Range[] {
  const found: Range[] = [];
  for (let by = from; by <= to; by += 1) {
    const call = here.go(by);
    const name = calledName(call);
    if (name === undefined) continue;
    const end = endOfCall(call);
    const isOfRows = AGGREGATE_NAMES.has(name) || call.is(closing(call) + 1, 'over');
    if (!isOfRows) continue;
    found.push({ from: by, to: by + end });
    by += end;
  }
  return found;
}

/** Whether some call is of a group, and not of a window alone. */
const isGrouped = (here: Here, calls: readonly Range[], sql: string): boolean =>
  /\bgroup\s+by\b/i.test(sql) ||
  calls.some(({ from }) => !here.is(from + closing(here.go(from)) + 1, 'over'));

/** Names that are no columns. */
const NO_COLUMNS = new Set(
  'and as between case else end false in interval is like not null or then true when bigint boolean date decimal double integer real smallint timestamp varchar'.split(
    ' ',
  ),
);

/** Whether nothing else of a row is asked for: what a query groups by stands in no lambda behind an aggregate. */
function canStandBehind(
  here: Here,
  written: readonly string[],
  { whole, calls, isGrouped: areGroups }: Omit<Behind, 'name'> & { isGrouped: boolean },
): boolean {
  const isWithin = (by: number) => calls.some(({ from, to }) => by >= from && by <= to);
  for (let by = whole.from; by <= whole.to; by += 1) {
    const word = here.word(by);
    const isName =
      word?.kind === 'quoted' || (word?.kind === 'name' && !NO_COLUMNS.has(word.text.toLowerCase()));
    if (areGroups && isName && !isWithin(by) && !here.is(by + 1, '(')) return false;
  }
  // What is part of a call that was put together anew is written there.
  return calls.every((call) => writtenText(here, written, call).trim() !== '');
}

interface Behind {
  readonly whole: Range;
  readonly calls: readonly Range[];
  readonly name: string;
}

/** What is tried, with names for such calls, whose values it gets. */
function triedBehind(here: Here, written: readonly string[], { whole, calls, name }: Behind): string {
  const values = calls.map((call, at) => `'a${at}': ${writtenText(here, written, call)}`);
  const pieces = calls.map(({ from }, at) => {
    const before = (calls[at - 1]?.to ?? whole.from - 1) + 1;
    return `${before < from ? writtenText(here, written, { from: before, to: from - 1 }) : ''}${name}.a${at}`;
  });
  const last = (calls.at(-1)?.to ?? whole.to) + 1;
  const rest = last <= whole.to ? writtenText(here, written, { from: last, to: whole.to }) : '';
  return `list_transform([{${values.join(', ')}}], ${name} -> TRY(${pieces.join('')} ${rest}))[1]`;
}

/** Whether UNNEST stands around a word: there a lambda knows no column of the tables before it. */
const isWithinUnnest = (here: Here): boolean => openingsAround(here).some((by) => here.is(by - 1, 'unnest'));
