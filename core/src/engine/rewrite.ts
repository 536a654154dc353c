import type { SqlQuestion } from '#port';
import { partitionForms } from '#query';
import { checkTableFunctions, statementKind, type StatementKind } from './read-only.ts';
import { asksLakeAlone, rewriteTables, type DistributedLake, type Rewriting } from './rewrite-tables.ts';
import { rewriteUnnest } from './rewrite-unnest.ts';
import { Scan, tablePlaces } from './sql-scan.ts';

/** A statement in a distributed engine's own words. */
export interface Rewritten {
  readonly kind: StatementKind;
  readonly sql: string;
  /** Where a place of the rewritten text (line and column, from 1) is in the person's: an offset in characters. */
  readonly offsetOf: (line: number, column: number) => number;
}

/** Engines that read Athena's SQL, but for what is rewritten. */
export type DistributedName = 'trino' | 'athena';

/** A person's statement, with the values of its `?`. */
type Asked = Pick<SqlQuestion, 'sql' | 'parameters'>;

/**
 * A person's statement for a distributed engine: Athena takes it as it is but for the names of tables, Trino also needs UNNEST
 * rewritten. Lines stay where they are.
 * @throws LeveeError (exit code 2) for what does more than read, and for what cannot be rewritten, naming the place.
 */
export function rewritten(
  { sql: asked, parameters }: Asked,
  engine: DistributedName,
  lake: DistributedLake,
): Rewritten {
  const first = new Scan(asked);
  const formed = asksLakeAlone(first, lake) ? partitionForms(asked, parameters) : undefined;
  const { sql, offsetOf } = formed ?? { sql: asked, offsetOf: (offset: number) => offset };
  const scan = new Scan(sql);
  const kind = statementKind(scan, sql);
  const rewriting: Rewriting = { sql, scan, written: scan.words.map(({ text }) => text) };
  const end = scan.length - 1;
  if (scan.is(end, ';')) rewriting.written[scan.index(end)] = '';
  if (kind !== 'show') {
    const tables = tablePlaces(scan);
    checkTableFunctions(scan, tables, sql);
    rewriteTables(rewriting, tables, lake);
    if (engine === 'trino') rewriteUnnest(rewriting, tables);
  }
  const text = rewriting.written.join('');
  return {
    kind,
    sql: text,
    offsetOf: (line, column) => offsetOf(originalOffset(rewriting, offsetAt(text, line, column))),
  };
}

function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/** The offset of the word from which a rewritten place came; inside an unchanged word, the very character. */
function originalOffset({ scan, written }: Rewriting, target: number): number {
  let passed = 0;
  for (const [at, word] of scan.words.entries()) {
    const piece = written[at] ?? '';
    const inside = target - passed;
    if (inside < piece.length) return word.offset + (piece === word.text ? inside : 0);
    passed += piece.length;
  }
  return scan.words.at(-1)?.offset ?? 0;
}
