/** A panel of a board: a question, the SQL that answers it, and how a terminal shows it. */
interface Panel {
  readonly title: string;
  /** Tables that must be in the lake for the panel to be shown. */
  readonly tables: readonly string[];
  readonly shape: 'table' | 'sparkline';
  readonly sql: string;
}

/** The founding questions: what the demo answers first. Athena SQL that DuckDB runs as it is. */
export const founding: readonly Panel[] = [
  {
    title: 'Top client addresses by requests, and how many were blocked',
    tables: ['waf_logs'],
    shape: 'table',
    sql: `SELECT client_ip, httprequest.country AS country, count(*) AS requests,
       count_if(action = 'BLOCK') AS blocked, min(event_time) AS first_seen, max(event_time) AS last_seen
FROM waf_logs GROUP BY client_ip, httprequest.country ORDER BY requests DESC, client_ip LIMIT 10`,
  },
  {
    title: 'Countries by requests and blocks',
    tables: ['waf_logs'],
    shape: 'table',
    sql: `SELECT httprequest.country AS country, count(*) AS requests, count(DISTINCT client_ip) AS addresses,
       count_if(action = 'BLOCK') AS blocked
FROM waf_logs GROUP BY httprequest.country ORDER BY requests DESC, country LIMIT 10`,
  },
  {
    title: 'Requests per hour',
    tables: ['waf_logs'],
    shape: 'sparkline',
    sql: `SELECT date_trunc('hour', event_time) AS hour, count(*) AS requests
FROM waf_logs GROUP BY 1 ORDER BY 1`,
  },
  {
    title: 'Root activity',
    tables: ['cloudtrail_logs'],
    shape: 'table',
    sql: `SELECT event_time, account_id, eventname, sourceipaddress, json_extract_scalar(additionaleventdata, '$.MFAUsed') AS mfa_used
FROM cloudtrail_logs WHERE useridentity.type = 'Root' ORDER BY event_time LIMIT 10`,
  },
  {
    title: 'Access denied by principal',
    tables: ['cloudtrail_logs'],
    shape: 'table',
    sql: `SELECT coalesce(useridentity.arn, useridentity.principalid) AS principal, count(*) AS denied,
       count(DISTINCT eventname) AS actions, max(event_time) AS last_seen
FROM cloudtrail_logs WHERE errorcode LIKE '%AccessDenied%' OR errorcode LIKE '%Unauthorized%'
GROUP BY 1 ORDER BY denied DESC, principal LIMIT 10`,
  },
  {
    title: 'Largest flows',
    tables: ['vpc_flow_logs'],
    shape: 'table',
    sql: `SELECT interface_id, srcaddr, dstaddr, dstport, sum(bytes) AS bytes, sum(packets) AS packets, count(*) AS flows
FROM vpc_flow_logs WHERE action = 'ACCEPT' GROUP BY 1, 2, 3, 4 ORDER BY bytes DESC LIMIT 10`,
  },
  {
    title: 'Busiest rejected sources',
    tables: ['vpc_flow_logs'],
    shape: 'table',
    sql: `SELECT srcaddr, count(*) AS flows, count(DISTINCT dstport) AS ports, count(DISTINCT dstaddr) AS targets
FROM vpc_flow_logs WHERE action = 'REJECT' GROUP BY 1 ORDER BY flows DESC, srcaddr LIMIT 10`,
  },
  {
    title: 'Findings by type',
    tables: ['guardduty_findings'],
    shape: 'table',
    sql: `SELECT type, count(*) AS findings, max(CAST(severity AS DOUBLE)) AS severity, max(event_time) AS last_seen
FROM guardduty_findings GROUP BY 1 ORDER BY severity DESC, findings DESC LIMIT 10`,
  },
];
