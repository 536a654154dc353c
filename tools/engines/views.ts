import { asked, embedded, inOrder, told, withQueryLake } from './asking.ts';
import { literal } from '../../core/src/port/index.ts';
import type { Report } from './report.ts';

/** A quarter of the demo's first day, in which every format has rows. */
const SOME = "event_time < TIMESTAMP '2026-03-28 06:00:00 UTC'";

/** Columns in whose order the rows of a view are read: quoted, so that words of SQL are names. */
const listOf = (columns: readonly string[]): string => columns.map((name) => `"${name}"`).join(', ');

/** Views that published queries need, whatever else there is. */
const NEEDED = ['access_logs', 'guardduty_logs', 'waf_logs_transformed'];

/** What an engine that reads the catalog's views needs to be for the checks. */
export interface ViewReader {
  readonly name: string;
  /** Names of the views that it sees. */
  views(): Promise<readonly string[]>;
}

/** The views that the catalog must have: unions and names of published queries, in one namespace. */
export async function checkViewNames(
  reader: ViewReader,
  expected: readonly string[],
  report: Report,
): Promise<void> {
  await report.attempt(`${reader.name}: views are listed`, async () => {
    const found = await reader.views();
    report.equal(
      `${reader.name}: ${expected.length} views are listed`,
      found.toSorted(),
      expected.toSorted(),
    );
    report.equal(
      `${reader.name}: those of published queries are there`,
      NEEDED.filter((name) => !found.includes(name)),
      [],
    );
  });
}

/** A Trino server, and what it is held to. */
export interface OnTrino {
  /** Folder that holds the lake in `lake`. */
  readonly folder: string;
  readonly server: string;
  /** Names of the lake's tables, and of the views over them. */
  readonly tables: readonly string[];
  readonly views: readonly string[];
}

/** Every view of the catalog, read by a real Trino, gives the rows that Levee's own engine gives under that name. */
export async function checkViews({ folder, server, views }: OnTrino, report: Report): Promise<void> {
  const trino = asked(server, { isAsItIs: true });
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const view of views) {
      await report.attempt(`Trino view ${view}`, async () => {
        const { rows: names } = await told(
          trino,
          `SELECT column_name FROM levee.information_schema.columns WHERE table_schema = 'levee' AND table_name = ${literal(view)} ORDER BY ordinal_position`,
        );
        const columns = names.map((row) => String((JSON.parse(row) as string[])[0]));
        const sql = `SELECT ${listOf(columns)} FROM ${view} WHERE ${SOME}`;
        const [found, expected] = [inOrder(await told(trino, sql)), inOrder(await told(levee, sql))];
        report.equal(`Trino view ${view}: types of ${columns.length} columns`, found.types, expected.types);
        report.equal(`Trino view ${view}: ${expected.rows.length} rows`, found.rows, expected.rows);
        report.equal(`Trino view ${view}: has rows`, expected.rows.length > 0, true);
      });
    }
  });
  await trino.close();
}

/** Published queries that read other names, views and rows of arrays, as `levee query` asks them of both engines. */
const QUERIES: Readonly<Record<string, string>> = {
  'requests of a month':
    "SELECT date_format(from_unixtime(\"timestamp\"/1000), '%Y-%m-%d %h:%i:%s') as event_date, client_ip, country, account_id, waf_name, region FROM \"paritionedlogdata\".\"waf_logs_transformed\" where year='2026' and month='03' and client_ip = '192.0.2.173';",
  'what root did':
    "SELECT useridentity.type, eventtime, eventsource, eventname, sourceipaddress FROM cloudtrail_logs WHERE useridentity.type = 'Root' AND eventtime > '2023-01-01T00:00:00Z';",
  'bytes by pair':
    'SELECT interfaceid, sourceaddress, destinationaddress, SUM(bytes) as total_bytes FROM vpc_flow_logs WHERE starttime BETWEEN 1596240000 AND 1896326399 GROUP BY interfaceid, sourceaddress, destinationaddress HAVING SUM(bytes) > 1000000;',
  'findings by type':
    "SELECT type, COUNT(*) as count FROM guardduty_logs WHERE updatedat > '2023-01-01T00:00:00Z' GROUP BY type ORDER BY count DESC;",
  'refused requests':
    "SELECT requestip, requesturi, statuscode, COUNT(*) as count FROM access_logs WHERE statuscode = '403' AND time > '2023-01-01T00:00:00Z' GROUP BY requestip, requesturi, statuscode ORDER BY count DESC;",
  'headers, one column of row type':
    "SELECT header.name AS name, count(*) AS n FROM waf_logs CROSS JOIN UNNEST(httprequest.headers) AS t(header) WHERE lower(header.name) <> 'host' GROUP BY 1",
  'labels, of which rows have one field':
    'SELECT label.name AS name, count(*) AS n FROM waf_logs, UNNEST(labels) AS t(label) GROUP BY label.name',
  'partition strings':
    "SELECT date_partition AS d, hour AS h, count(*) AS n FROM vpcflow WHERE dt = '2026/03/28' GROUP BY 1, 2",
  'names by WITH':
    "WITH waf_logs AS (SELECT clientip AS ip, action FROM waf_logs WHERE day = '29') SELECT ip, count(*) AS n FROM waf_logs WHERE action = 'BLOCK' GROUP BY ip",
};

/** Founding queries and those whose meaning Trino would change give equal names, types and rows on both engines. */
export async function checkQueries({ folder, server }: OnTrino, report: Report): Promise<void> {
  const trino = asked(server);
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const [title, sql] of Object.entries(QUERIES)) {
      await report.attempt(`levee query on Trino: ${title}`, async () => {
        const [found, expected] = [inOrder(await told(trino, sql)), inOrder(await told(levee, sql))];
        report.equal(`levee query on Trino: ${title}, names`, found.columns, expected.columns);
        report.equal(
          `levee query on Trino: ${title}, ${expected.rows.length} rows`,
          found.rows,
          expected.rows,
        );
        report.equal(`levee query on Trino: ${title}, has rows`, expected.rows.length > 0, true);
      });
    }
  });
  await trino.close();
}
