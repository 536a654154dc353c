import { messageOf } from '../../core/src/kernel/index.ts';
import { differenceOf, withoutLimit } from './parity-compare.ts';
import { isCorpusThere, publishedQueries } from './parity-corpus.ts';
import { askDuckdb } from './parity-duckdb.ts';
import { expressions, recordExpressions, trinoSays, type Expression } from './parity-expressions.ts';
import { generatedQueries } from './parity-generated.ts';
import { GENERATED_TABLE } from './parity-table.ts';
import { askTrino, fillTrino, withRowsKept } from './parity-trino.ts';
import type { ParityAnswer } from './parity-answer.ts';
import { rowsFor, type ParityTable } from './parity-values.ts';
import type { Report } from './report.ts';
import { trinoAnswer } from './trino-client.ts';
import { startTrino } from './trino-server.ts';

/** How queries of one kind came out. `refused`: Trino answers, Levee says why it does not. */
interface Tally {
  readonly kind: string;
  queries: number;
  equal: number;
  refused: number;
  different: number;
  /** Trino itself refuses it, on these rows. */
  failing: number;
}

/** What is compared, and where. */
interface Parity {
  /** The catalog that Trino is attached to. */
  readonly catalogUrl: string;
  /** Only queries whose id holds this text. */
  readonly only: string | undefined;
  /** Write down what Trino says of the expressions. */
  readonly isRecorded: boolean;
}

/** Compares what Athena's SQL answers here with what a real Trino answers, and prints how many queries were equal. */
export async function checkParity({ catalogUrl, only, isRecorded }: Parity, report: Report): Promise<void> {
  const trino = await startTrino(catalogUrl);
  try {
    if (isRecorded) await recordExpressions(trino.url);
    const tallies = [await compareExpressions(trino.url, only), await compareGenerated(trino.url, only)];
    if (isCorpusThere()) tallies.push(await comparePublished(trino.url, only));
    else process.stderr.write('published queries are skipped: they are not there\n');
    process.stdout.write('\nqueries                         all  equal  refused  different  Trino refuses\n');
    for (const tally of tallies) {
      process.stdout.write(lineOf(tally));
      report.equal(`${tally.kind}: none is answered otherwise`, tally.different, 0);
    }
  } finally {
    await trino.stop();
  }
}

const lineOf = ({ kind, queries, equal, refused, different, failing }: Tally): string =>
  `${kind.padEnd(30)} ${String(queries).padStart(4)}  ${String(equal).padStart(5)}  ${String(refused).padStart(7)}  ${String(different).padStart(9)}  ${String(failing).padStart(13)}\n`;

/** A query with the tables that it reads. */
interface Compared {
  readonly name: string;
  readonly sql: string;
  readonly tables: readonly ParityTable[];
}

async function comparePublished(server: string, only: string | undefined): Promise<Tally> {
  const tally = emptyTally('published, on their own schema');
  const now = new Date();
  for (const each of publishedQueries()) {
    if (only !== undefined && !each.id.includes(only)) continue;
    const tables = each.tables.map(({ name, columns }) => ({
      name,
      columns,
      rows: rowsFor(each.sql, columns, now),
    }));
    await compare(server, { name: each.id, sql: each.sql, tables }, tally);
  }
  return tally;
}

/** Statements without tables, which also must be as they are written down. */
async function compareExpressions(server: string, only: string | undefined): Promise<Tally> {
  const tally = emptyTally('expressions, one by one');
  if (only !== undefined && !'expressions'.includes(only)) return tally;
  for (const recorded of expressions()) {
    const { kind, why } = await expressionVerdict(server, recorded);
    tally.queries += 1;
    tally[kind] += 1;
    if (kind !== 'equal' && kind !== 'failing') process.stdout.write(`${kind}  ${recorded.sql}: ${why}\n`);
  }
  return tally;
}

async function expressionVerdict(
  server: string,
  recorded: Expression,
): Promise<ReturnType<typeof verdictOf>> {
  const said = await trinoSays(server, recorded.sql);
  if (!isAsRecorded(recorded, said)) return { kind: 'different', why: 'written down otherwise' };
  const levee = await attempt(() => askDuckdb([], recorded.sql));
  const trino = said.answer === undefined ? { problem: said.error ?? '' } : { answer: said.answer };
  return verdictOf(trino, levee, recorded.sql);
}

function isAsRecorded(recorded: Expression, said: Expression): boolean {
  if (recorded.answer === undefined || said.answer === undefined) return recorded.error === said.error;
  return differenceOf(recorded.sql, recorded.answer, said.answer) === undefined;
}

/** Queries put together of grammar pieces and functions, over one table. */
async function compareGenerated(server: string, only: string | undefined): Promise<Tally> {
  const tally = emptyTally('generated');
  for (const [at, sql] of generatedQueries().entries()) {
    const name = `generated-${at}`;
    if (only !== undefined && !name.includes(only)) continue;
    await compare(server, { name: `${name} ${sql}`, sql, tables: [GENERATED_TABLE] }, tally);
  }
  return tally;
}

const emptyTally = (kind: string): Tally => ({
  kind,
  queries: 0,
  equal: 0,
  refused: 0,
  different: 0,
  failing: 0,
});

async function compare(server: string, { name, sql, tables }: Compared, tally: Tally): Promise<void> {
  tally.queries += 1;
  const schemas = ['default', ...databasesOf(sql, tables)];
  for (const schema of schemas) {
    await trinoAnswer(server, `CREATE SCHEMA IF NOT EXISTS memory."${schema}"`);
    for (const table of tables) await fillTrino(server, schema, table);
  }
  const ask = (text: string) =>
    Promise.all([attempt(() => trinoOf(server, text)), attempt(() => askDuckdb(tables, text))]);
  let [trino, levee] = await ask(sql);
  let verdict = verdictOf(trino, levee, sql);
  const whole = withoutLimit(sql);
  if (verdict.kind === 'different' && whole !== sql) {
    [trino, levee] = await ask(whole);
    verdict = verdictOf(trino, levee, whole);
  }
  for (const schema of schemas)
    for (const table of tables)
      await trinoAnswer(server, `DROP TABLE IF EXISTS memory."${schema}"."${table.name}"`);
  tally[verdict.kind] += 1;
  if (verdict.kind !== 'equal') process.stdout.write(`${verdict.kind}  ${name}: ${verdict.why}\n`);
}

/** Databases that a query names before its tables. */
const databasesOf = (sql: string, tables: readonly ParityTable[]): string[] =>
  [
    ...new Set(
      tables.flatMap(({ name }) =>
        [
          ...sql.matchAll(new RegExp(`(?:"([^"]+)"|(\\w+))\\."?${name.replaceAll(/[^\w]/g, '.')}"?`, 'gi')),
        ].map(([, quoted, bare]) => (quoted ?? bare ?? '').toLowerCase()),
      ),
    ),
  ].filter((name) => name !== 'default' && name !== '');

interface Attempt {
  readonly answer?: ParityAnswer;
  readonly problem?: string;
}

async function attempt(ask: () => Promise<ParityAnswer>): Promise<Attempt> {
  try {
    return { answer: await ask() };
  } catch (error) {
    return { problem: messageOf(error).split('\n')[0] ?? '' };
  }
}

async function trinoOf(server: string, sql: string): Promise<ParityAnswer> {
  const kept = withRowsKept(sql);
  if (kept === sql) return askTrino(server, 'default', sql);
  try {
    return await askTrino(server, 'default', kept);
  } catch (error) {
    if (!ANALYSIS.test(messageOf(error))) throw error;
    return askTrino(server, 'default', sql);
  }
}

/** What Trino says of the form of a query, before it reads a row. */
const ANALYSIS =
  /^(?:TYPE_MISMATCH|FUNCTION_NOT_FOUND|MISMATCHED_COLUMN_ALIASES|EXPRESSION_NOT_|COLUMN_|SYNTAX_ERROR)/;

/** What depends on which rows an engine works out first, and SQL leaves open. */
const OF_VALUES = /^(?:INVALID_FUNCTION_ARGUMENT|INVALID_CAST_ARGUMENT)/;

function verdictOf(
  trino: Attempt,
  levee: Attempt,
  sql: string,
): { kind: 'equal' | 'refused' | 'different' | 'failing'; why: string } {
  if (trino.answer === undefined)
    return levee.answer === undefined || OF_VALUES.test(trino.problem ?? '')
      ? { kind: 'failing', why: `${trino.problem} | ${levee.problem}` }
      : { kind: 'different', why: `Trino: ${trino.problem}; Levee answers ${levee.answer.rows.length} rows` };
  if (levee.answer === undefined) return { kind: 'refused', why: levee.problem ?? '' };
  const why = differenceOf(sql, trino.answer, levee.answer);
  return why === undefined ? { kind: 'equal', why: '' } : { kind: 'different', why };
}
