import { openDuckdb } from '../../core/src/adapter/index.ts';
import type { EngineConnection } from '../../core/src/port/index.ts';

/** What the questions need to know of a lake of WAF rows. */
export interface Facts {
  readonly about: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Of an attack: all its requests within an hour. */
  readonly attacker: string;
  /** Comes on the most days. */
  readonly regular: string;
  /** Comes on as many days as visitors do in the middle. */
  readonly visitor: string;
  /** Never comes. */
  readonly nobody: string;
}

const allOf = (address: string): string => `SELECT * FROM waf_logs WHERE client_ip = '${address}'`;
const onDay = (day: string): string =>
  `event_time >= TIMESTAMP '${day} 00:00:00 UTC' AND event_time < TIMESTAMP '${day} 00:00:00 UTC' + INTERVAL '1' DAY`;

/** Questions in SQL that Athena and DuckDB both take. */
export const QUESTIONS: Readonly<Record<string, (facts: Facts) => string>> = {
  'all columns of an attacker of one hour': ({ attacker }) => allOf(attacker),
  'all columns of a visitor': ({ visitor }) => allOf(visitor),
  'all columns of the visitor of most days': ({ regular }) => allOf(regular),
  'all columns of an address that never came': ({ nobody }) => allOf(nobody),
  'rows whose search array has a visitor': ({ visitor }) =>
    `SELECT event_time, client_ip, action FROM waf_logs WHERE contains(ips, '${visitor}')`,
  'requests by action of one day': ({ day }) =>
    `SELECT action, count(*) AS n FROM waf_logs WHERE ${onDay(day)} GROUP BY 1`,
  'top 20 addresses of one day': ({ day }) =>
    `SELECT client_ip, count(*) AS n FROM waf_logs WHERE ${onDay(day)} GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
  'requests of one hour by country': ({ day }) =>
    `SELECT httprequest.country, count(*) AS n FROM waf_logs WHERE event_time >= TIMESTAMP '${day} 10:00:00 UTC' AND event_time < TIMESTAMP '${day} 11:00:00 UTC' GROUP BY 1`,
  'requests per hour, all days': () =>
    `SELECT date_trunc('hour', event_time) AS hour, count(*) AS n FROM waf_logs GROUP BY 1`,
  'requests by country, all days': () => `SELECT httprequest.country, count(*) AS n FROM waf_logs GROUP BY 1`,
};

/** Most requests of an address that counts as a needle. */
const NEEDLE = 5000;

/** Looks for the addresses in the Parquet files themselves; `files` stands after FROM. */
export async function factsOf(files: string): Promise<Facts> {
  const engine = await openDuckdb({ memory: '2GB' });
  const facts = await engine.withConnection(async (connection) => {
    await connection.run(
      `CREATE TEMP TABLE addresses AS SELECT client_ip, count(*) AS requests, count(DISTINCT date_trunc('day', event_time)) AS days,
         count(DISTINCT date_trunc('hour', event_time)) AS hours, max(event_time) AS last FROM ${files}
       WHERE client_ip IS NOT NULL GROUP BY 1`,
    );
    return chosen(connection);
  });
  engine.close();
  return facts;
}

async function chosen(connection: EngineConnection): Promise<Facts> {
  const first = async (where: string, order: string) => {
    const [row] = await connection.rows(
      `SELECT client_ip, requests, days FROM addresses WHERE ${where} ORDER BY ${order}, client_ip LIMIT 1`,
    );
    if (row === undefined) throw new Error(`no address has ${where}`);
    return {
      address: String(row['client_ip']),
      said: `${String(row['requests'])} requests on ${String(row['days'])} days`,
    };
  };
  const attacker = await first(`hours = 1 AND requests <= ${NEEDLE}`, 'requests DESC');
  const regular = await first(`requests <= ${NEEDLE}`, 'days DESC, requests');
  const visitor = await first(
    `requests <= ${NEEDLE} AND days = (SELECT median(days)::INTEGER FROM addresses WHERE hours > 1)`,
    'requests DESC',
  );
  const [totals] = await connection.rows(
    `SELECT sum(requests)::BIGINT AS rows, count(*) AS addresses, strftime(max(last), '%Y-%m-%d') AS day FROM addresses`,
  );
  const [last] = await connection.rows(
    `SELECT max(client_ip) AS address FROM addresses WHERE client_ip LIKE '192.0.2.%'`,
  );
  return {
    about: `${Number(totals?.['rows']).toLocaleString('en-US')} rows of ${Number(totals?.['addresses']).toLocaleString('en-US')} addresses; attacker: ${attacker.said}; visitor: ${visitor.said}; visitor of most days: ${regular.said}`,
    day: String(totals?.['day']),
    attacker: attacker.address,
    regular: regular.address,
    visitor: visitor.address,
    nobody: `${String(last?.['address'])}0`,
  };
}
