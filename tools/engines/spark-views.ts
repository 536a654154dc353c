import { embedded, told, withQueryLake } from './asking.ts';
import { ddl } from './ddl.ts';
import type { Cell } from './sql-engine.ts';
import type { Report } from './report.ts';

/** Runs a statement of Spark's; values come as texts. */
export type SparkRows = (sql: string) => Promise<readonly (readonly Cell[])[]>;

/** Columns of views that Spark reads, all of which are texts or whole numbers. */
const READ: Readonly<Record<string, string>> = {
  access_logs: 'time, requestip, requestmethod, requesturi, statuscode, useragent, bytes, host, table_name',
  vpcflow: 'sourceaddress, numbytes, "date", dt, hour, date_partition',
  waf_logs_transformed: 'client_ip, country, waf_name, log_time',
};

const backticked = (sql: string): string => sql.replaceAll('"', '`');

/** The catalog's views give Spark the rows that Levee's own engine gives, in whatever zone its session is. */
export async function checkSparkViews(folder: string, rowsOf: SparkRows, report: Report): Promise<void> {
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const zone of ['UTC', 'America/New_York']) {
      await rowsOf(`SET spark.sql.session.timeZone=${zone}`);
      for (const [view, columns] of Object.entries(READ)) {
        await report.attempt(`Spark view ${view} in ${zone}`, async () => {
          const found = await rowsOf(`SELECT ${backticked(columns)} FROM levee.levee.${view}`);
          const { rows } = await told(levee, `SELECT ${columns} FROM ${view}`);
          const name = `Spark view ${view} in ${zone}: ${rows.length} rows`;
          report.equal(name, found.map((row) => JSON.stringify(row)).toSorted(), rows.toSorted());
        });
      }
    }
    await rowsOf('SET spark.sql.session.timeZone=UTC');
  });
}

const SCHEMA = 'levee_ddl';

/** The statements for Spark run on a real one, but for views, which its catalog of folders does not have. */
export async function checkSparkDdl(
  tables: readonly string[],
  rowsOf: SparkRows,
  report: Report,
): Promise<void> {
  const statements = ddl('--engine', 'spark', '--catalog', 'files', '--schema', SCHEMA).filter(
    (sql) => !sql.includes(' VIEW '),
  );
  await report.attempt('Spark runs levee ddl', async () => {
    for (const sql of statements) await rowsOf(sql);
    for (const table of tables) {
      const columns = async (name: string) =>
        (await rowsOf(`DESCRIBE TABLE ${name}`)).map(([column, type]) => `${column} ${type}`);
      const [found, expected] = [
        await columns(`files.${SCHEMA}.${table}`),
        await columns(`levee.levee.${table}`),
      ];
      report.equal(
        `Spark ${table} of levee ddl: ${expected.length} columns and the partition`,
        found,
        expected,
      );
    }
  });
  const made = await rowsOf(`SHOW TABLES IN files.${SCHEMA}`);
  for (const [, table] of made) await rowsOf(`DROP TABLE files.${SCHEMA}.${table}`);
}
