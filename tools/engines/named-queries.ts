import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { asked, embedded, told, withQueryLake, type Told } from './asking.ts';
import { withoutLimit } from './parity-compare.ts';
import type { Report } from './report.ts';
import type { OnTrino } from './views.ts';

const FORMATS = join(import.meta.dirname, '../../core/formats');

/** The end of the demo's second day: what a query of the last hours or days means there. */
const NOW = "TIMESTAMP '2026-03-30 00:00:00 UTC'";

/** The queries of every format, without the limits that may keep any of the rows that sort alike. */
const namedQueries = (): { name: string; sql: string }[] =>
  readdirSync(FORMATS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .toSorted()
    .map((path) => ({
      name: `${path.split('/')[0] ?? ''}/${basename(path, '.sql')}`,
      sql: withoutLimit(readFileSync(join(FORMATS, path), 'utf8')).replaceAll(/\bcurrent_timestamp\b/gi, NOW),
    }));

const DIGITS = 9;

/** Doubles to nine digits: engines add in other orders. */
export const rounded = ({ rows }: Told): string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        JSON.parse(row, (_key, value: unknown) =>
          typeof value === 'string' && /^-?\d+\.\d+(?:e-?\d+)?$/i.test(value)
            ? Number(value).toPrecision(DIGITS)
            : value,
        ),
      ),
    )
    .toSorted();

/** Every named query gives equal names and rows on Trino and on the embedded engine, asked as `levee query` does. */
export async function checkNamedQueries({ folder, server }: OnTrino, report: Report): Promise<void> {
  const trino = asked(server);
  let filled = 0;
  const queries = namedQueries();
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const { name, sql } of queries) {
      await report.attempt(`query ${name} on Trino`, async () => {
        const [found, expected] = [await told(trino, sql), await told(levee, sql)];
        report.equal(`query ${name} on Trino: names`, found.columns, expected.columns);
        report.equal(
          `query ${name} on Trino: ${expected.rows.length} rows`,
          rounded(found),
          rounded(expected),
        );
        if (expected.rows.length > 0) filled += 1;
      });
    }
  });
  await trino.close();
  report.equal('most named queries have rows', filled > queries.length / 2, true);
}
