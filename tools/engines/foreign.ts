import { append, FOREIGN_ROWS, withEdgeLake } from './edge-history.ts';
import { edgeTables } from './edge-tables.ts';
import { levee, targetOf } from './levee.ts';
import type { Report } from './report.ts';
import { startSpark } from './spark.ts';

const TABLE = 'files.levee.edge_foreign';

/**
 * What another engine does to a table of the lake, by way of the folder itself. `size` of row n is n², so the counts
 * are by hand: of 200 rows those with n < 100 come a second time as n² + 1.
 */
const STEPS: readonly { readonly sql: string; readonly change: number }[] = [
  { sql: `ALTER TABLE ${TABLE} SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')`, change: 0 },
  {
    sql: `INSERT INTO ${TABLE} SELECT event_time, source_object, concat(client_ip, '9'), size + 1, request, day FROM ${TABLE} WHERE size < 10000`,
    change: 100,
  },
  { sql: `DELETE FROM ${TABLE} WHERE size = 4`, change: -1 },
  // Odd n with n² < 1000 are 1, 3 … 31; even n with n² + 1 < 1000 are 0, 2 … 30.
  { sql: `DELETE FROM ${TABLE} WHERE size % 2 = 1 AND size < 1000`, change: -32 },
];

const LATER_ROWS = 10;

/** Lets Spark insert and delete rows, with position deletes, and Levee write on: every row must be seen, none twice. */
export async function writeByOthers(folder: string, catalogUrl: string, report: Report): Promise<void> {
  const definition = edgeTables.foreign;
  const spark = await startSpark(catalogUrl, folder);
  try {
    let rows: number = FOREIGN_ROWS;
    for (const { sql, change } of STEPS) {
      await spark.query(sql);
      rows += change;
      report.equal(`Levee reads ${rows} rows after Spark's ${sql.slice(0, 40)}…`, await rowsIn(folder), rows);
    }
    await withEdgeLake(folder, [definition], (edges) =>
      append(edges, definition, {
        id: 'foreign-later',
        object: 'file:///logs/foreign-later.gz',
        count: LATER_ROWS,
        from: '2024-07-02 00:30:00+00',
        stepMicros: 1,
      }),
    );
    rows += LATER_ROWS;
    report.equal(`Levee reads ${rows} rows after its own commit on top`, await rowsIn(folder), rows);
    const { rows: found } = await spark.query(`SELECT count(*) FROM levee.levee.edge_foreign`);
    report.equal(`Spark reads ${rows} rows after it`, found, [[String(rows)]]);
  } finally {
    await spark.close();
  }
}

const rowsIn = (folder: string): Promise<number> =>
  withEdgeLake(folder, [edgeTables.foreign], async (edges) => {
    const { rows } = await levee(edges).counted(await targetOf(edges.lake, edgeTables.foreign.name), []);
    return rows;
  });
