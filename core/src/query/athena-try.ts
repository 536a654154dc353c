import { AGGREGATE_NAMES } from './athena-aggregates.ts';
import { calledName, closing, type Here } from './athena-here.ts';
import { innerName } from './athena-once.ts';

const TRIES = /\btry\s*\(/gi;

/** What has rows of its own, which no lambda takes. */
const OF_ROWS = /\b(?:select|over)\b/i;

/**
 * `TRY(x)`: of several in a query the engine works out by itself what two have in common, and that fails outside of them; a lambda is closed
 * to it.
 */
export function tryText(here: Here, value: string, sql: string): string {
  const isAlone = (sql.match(TRIES) ?? []).length < 2 || OF_ROWS.test(value) || hasAggregate(here);
  const tried = `TRY(${value})`;
  return isAlone ? tried : `list_transform([0], ${innerName('athena_u', value)} -> ${tried})[1]`;
}

/** Whether an aggregate stands among the arguments of a call. */
function hasAggregate(here: Here): boolean {
  const end = closing(here);
  for (let by = 2; by < end; by += 1) if (AGGREGATE_NAMES.has(calledName(here.go(by)) ?? '')) return true;
  return false;
}
