import { messageOf } from '../../core/src/kernel/index.ts';
import type { SqlEngine } from '../../core/src/port/index.ts';
import { asked, embedded, told, withQueryLake, type Told } from './asking.ts';
import { rounded } from './named-queries.ts';
import { isCorpusThere, publishedQueries } from './parity-corpus.ts';
import { withoutLimit } from './parity-compare.ts';
import type { Report } from './report.ts';
import type { OnTrino } from './views.ts';

/** Functions whose answers may differ by their stated error, or in the order of their elements. */
const FREE = /\b(?:approx_\w+|array_agg)\s*\(/i;

type Answer = { readonly told: Told } | { readonly refusal: string };

const attempt = (engine: SqlEngine, sql: string): Promise<Answer> =>
  told(engine, sql).then(
    (answer) => ({ told: answer }),
    (error: unknown) => ({ refusal: messageOf(error) }),
  );

/**
 * Published queries, verbatim but for a LIMIT at the end, on the lake's own tables: those that the embedded engine answers (they
 * read logs and columns that Levee has) give equal names and rows on Trino.
 */
export async function checkPublishedOnLake({ folder, server }: OnTrino, report: Report): Promise<void> {
  if (!isCorpusThere()) {
    process.stderr.write('published queries on the lake are skipped: they are not there\n');
    return;
  }
  const trino = asked(server);
  const counts = { asked: 0, equal: 0, withRows: 0, free: 0 };
  const wrong: string[] = [];
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const { id, sql } of publishedQueries()) {
      const text = withoutLimit(sql);
      const expected = await attempt(levee, text);
      if ('refusal' in expected) continue;
      counts.asked += 1;
      const found = await attempt(trino, text);
      const isEqual = 'told' in found && isSame(found.told, expected.told);
      if (isEqual) counts.equal += 1;
      else if ('told' in found && FREE.test(text) && isAlike(found.told, expected.told)) counts.free += 1;
      else
        wrong.push(
          `${id}: ${'told' in found ? differenceOf(found.told, expected.told) : found.refusal.slice(0, 300)}`,
        );
      if (expected.told.rows.length > 0) counts.withRows += 1;
    }
  });
  await trino.close();
  const { asked: all, equal, withRows, free } = counts;
  report.equal(
    `published queries on the lake's own tables: ${all} asked, ${equal} equal, ${withRows} with rows, ${free} equal but for what SQL leaves open`,
    wrong,
    [],
  );
}

/** Equal columns and as many rows. */
const isAlike = (found: Told, expected: Told): boolean =>
  found.columns.length === expected.columns.length && found.rows.length === expected.rows.length;

const isSame = (found: Told, expected: Told): boolean => differenceOf(found, expected) === '';

/** What differs first; nothing where they are equal. */
function differenceOf(found: Told, expected: Told): string {
  const names = ({ columns }: Told) => columns.map((name) => name.toLowerCase()).join(', ');
  if (names(found) !== names(expected)) return `columns ${names(found)} instead of ${names(expected)}`;
  const [left, right] = [rounded(found), rounded(expected)];
  const at = left.findIndex((row, index) => row !== right[index]);
  if (left.length !== right.length) return `${left.length} rows instead of ${right.length}`;
  return at === -1 ? '' : `row ${left[at] ?? ''} instead of ${right[at] ?? ''}`;
}
