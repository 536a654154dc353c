import { LeveeError } from '#kernel';
import { markAt } from '#query';
import { Scan, type TablePlace } from './sql-scan.ts';

const ONE_QUERY = 'a query is one SELECT, WITH, VALUES, DESCRIBE, SHOW TABLES or EXPLAIN; it changes nothing';

/** Athena takes 262,144 bytes. */
const MOST_CHARACTERS = 250_000;

const SHOWN = ['tables', 'columns', 'schemas', 'databases', 'views', 'partitions', 'create'];

/** How a statement begins. */
export type StatementKind = 'rows' | 'plan' | 'show';

/**
 * What kind of statement this is, before a distributed engine sees it. What a person may read there is for the engine to say; that a
 * question only reads is said here too.
 * @throws LeveeError (exit code 2) for anything that is not one statement that reads.
 */
export function statementKind(scan: Scan, sql: string): StatementKind {
  if (sql.length > MOST_CHARACTERS)
    throw refusal(`the query is longer than ${MOST_CHARACTERS} characters`, sql);
  const semicolon = places(scan).find((place) => scan.is(place, ';') && place < scan.length - 1);
  if (semicolon !== undefined) throw refusal('several statements at once', sql, scan.word(semicolon)?.offset);
  if (scan.length === 0 || scan.is(0, ';')) throw refusal('the query is empty', sql);
  if (scan.is(0, 'explain')) {
    checkQuery(scan, explained(scan), sql);
    return 'plan';
  }
  if (scan.is(0, 'describe', 'desc') || (scan.is(0, 'show') && scan.is(1, ...SHOWN))) return 'show';
  checkQuery(scan, 0, sql);
  return 'rows';
}

const places = (scan: Scan): number[] => Array.from({ length: scan.length }, (_, place) => place);

/** The place of the statement that EXPLAIN explains: ANALYZE runs it. */
function explained(scan: Scan): number {
  let place = 1;
  while (scan.is(place, 'analyze', 'verbose')) place += 1;
  const isOption = scan.is(place, '(') && scan.is(place + 1, 'type', 'format');
  return isOption ? scan.closing(place) + 1 : place;
}

function checkQuery(scan: Scan, from: number, sql: string): void {
  let place = from;
  while (scan.is(place, '(')) place += 1;
  if (!scan.is(place, 'select', 'with', 'values', 'table'))
    throw refusal('this statement is not a query', sql, scan.word(place)?.offset);
  if (scan.is(place, 'with') && scan.is(place + 1, 'session', 'function'))
    throw refusal('a query changes no setting and makes no function', sql, scan.word(place)?.offset);
}

/**
 * Refuses table functions of connectors: some hand text of theirs to another database as it is.
 * @throws LeveeError (exit code 2)
 */
export function checkTableFunctions(scan: Scan, tables: readonly TablePlace[], sql: string): void {
  const found = tables.find(({ place }) => scan.is(place, 'table') && scan.is(place + 1, '('));
  if (found === undefined || (scan.is(found.place + 2, 'sequence') && scan.is(found.place + 3, '('))) return;
  throw refusal('table functions cannot be used in FROM', sql, scan.word(found.place)?.offset);
}

const refusal = (what: string, sql: string, offset?: number): LeveeError =>
  new LeveeError(`${what}${markAt(sql, byteOffset(sql, offset))}`, { hint: ONE_QUERY, exitCode: 2 });

/** Offset in bytes of UTF-8, as `markAt` counts, of one in characters. */
export const byteOffset = (sql: string, offset: number | undefined): number | undefined =>
  offset === undefined ? undefined : Buffer.byteLength(sql.slice(0, offset));
