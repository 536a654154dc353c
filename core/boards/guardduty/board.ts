import { REMOTE } from '../../formats/guardduty/format.ts';
import { distinct, seen, type Board, type Filter, type Metric } from '#api';

const severity = (pattern: string): Filter[] => [
  { op: 'regex', field: 'severity', value: `^(?:${pattern})(?:\\.|$)` },
];
/** An updated finding is written again under its id. */
const findings: Metric = distinct('findings', 'Findings', 'id');
const of = (name: string, title: string, pattern: string): Metric => ({
  name,
  title,
  unit: 'count',
  is: 'distinct',
  field: 'id',
  where: severity(pattern),
});

/**
 * Where the other side is, by name where the finding gives one ("Country", Amazon GuardDuty API Reference); of a port probe, where the
 * first one came from. `read` takes a text out of JSON.
 */
const countryBy = (read: string): string => {
  const paths = ['countryName', 'countryCode'].flatMap((part) =>
    REMOTE.map((action) => `${read}(service, '$.action.${action}.remoteIpDetails.country.${part}')`),
  );
  return `coalesce(${paths.join(', ')})`;
};

/** "Severity levels of GuardDuty findings", Amazon GuardDuty User Guide. */
const LEVELS = { Critical: 9, High: 7, Medium: 4, Low: 0 };
const LEVEL = `CASE ${Object.entries(LEVELS)
  .map(([name, least]) => `WHEN TRY_CAST(severity AS double) >= ${least} THEN '${name}'`)
  .join(' ')} END`;

/** Amazon GuardDuty: what was found, counted once however often it is updated. */
export const guardduty: Board = {
  name: 'guardduty',
  title: 'Amazon GuardDuty',
  about: 'What was found, counted once however often a finding is updated.',
  table: 'guardduty_findings',
  verdict: 'severity',
  columns: ['event_time', 'severity', 'type', 'title', 'account_id', 'region', 'client_ip'],
  entities: ['client_ip', 'id', 'account_id'],
  derived: [
    { name: 'severity_level', of: 'severity', duckdb: LEVEL, athena: LEVEL },
    {
      name: 'threat_purpose',
      of: 'type',
      duckdb: "split_part(type, ':', 1)",
      athena: "split_part(type, ':', 1)",
    },
    {
      name: 'remote_country',
      of: 'service',
      duckdb: countryBy('json_extract_string'),
      athena: countryBy('json_extract_scalar'),
    },
  ],
  panels: [
    {
      kind: 'number',
      id: 'severities',
      title: 'Findings by severity',
      span: 12,
      metrics: [
        findings,
        of('critical', 'Critical', '9|10'),
        of('high', 'High', '7|8'),
        of('medium', 'Medium', '4|5|6'),
        of('low', 'Low', '1|2|3'),
      ],
    },
    {
      kind: 'timeline',
      id: 'by-severity',
      title: 'Findings over time',
      span: 12,
      metric: findings,
      split: 'severity_level',
    },
    {
      kind: 'top',
      id: 'types',
      title: 'Types',
      span: 12,
      fields: ['type', 'severity'],
      metrics: [findings, ...seen],
    },
    {
      kind: 'top',
      id: 'resources',
      title: 'Affected resources',
      span: 6,
      fields: ['resources'],
      metrics: [findings],
    },
    {
      kind: 'top',
      id: 'principals',
      title: 'Principals',
      span: 6,
      fields: ['principals'],
      metrics: [findings],
    },
    {
      kind: 'top',
      id: 'accounts',
      title: 'Accounts and Regions',
      span: 6,
      fields: ['account_id', 'region'],
      metrics: [findings],
    },
    {
      kind: 'top',
      id: 'addresses',
      title: 'Remote addresses',
      span: 6,
      fields: ['ips'],
      metrics: [findings],
    },
    {
      kind: 'map',
      id: 'countries',
      title: 'Countries of remote addresses',
      span: 12,
      field: 'remote_country',
      metrics: [findings],
    },
    {
      kind: 'top',
      id: 'purposes',
      title: 'Purposes',
      span: 12,
      fields: ['threat_purpose'],
      metrics: [findings, ...seen],
    },
    {
      kind: 'lines',
      id: 'types-over-time',
      title: 'Types over time',
      span: 12,
      metric: findings,
      split: 'type',
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest findings',
      span: 12,
      columns: [
        'event_time',
        'severity',
        'type',
        'title',
        'account_id',
        'region',
        'client_ip',
        'createdat',
        'updatedat',
        'service',
      ],
    },
  ],
};
