import type { FieldType } from './table.ts';

/** A column that every table has (DESIGN.md, "Tables and columns"). */
interface CommonColumn {
  readonly name: string;
  readonly type: 'string' | 'timestamptz' | 'strings' | 'map';
  readonly about: string;
}

/** The common columns, between the format's own and the day columns. Ids 1–40 are theirs in every table. */
export const COMMON: readonly CommonColumn[] = [
  {
    name: 'event_time',
    type: 'timestamptz',
    about: 'When the event happened, UTC, microseconds. The table is partitioned by its day.',
  },
  { name: 'account_id', type: 'string', about: 'AWS account that the record belongs to.' },
  { name: 'region', type: 'string', about: 'AWS Region that the record belongs to.' },
  {
    name: 'stream',
    type: 'string',
    about: 'What wrote the log: trail, web ACL, flow log, load balancer, bucket or detector.',
  },
  {
    name: 'client_ip',
    type: 'string',
    about: 'The one trusted client address: the peer, or behind trusted hops the address they vouch for.',
  },
  { name: 'ips', type: 'strings', about: 'Every IP address in the record, for searches over all tables.' },
  {
    name: 'principals',
    type: 'strings',
    about: 'Every identity in the record: ARNs, access keys, user names.',
  },
  { name: 'resources', type: 'strings', about: 'Every resource in the record: ARNs, ids, names.' },
  { name: 'source_object', type: 'string', about: 'URI of the object that the record came from.' },
  { name: 'ingested_at', type: 'timestamptz', about: 'When Levee decoded the record, UTC.' },
  {
    name: 'extra',
    type: 'map',
    about:
      'What the declaration does not know: new fields, and the raw text of values that could not be read.',
  },
];

/** The day columns at the end of every table: strings, as published queries filter them. */
export const DAY_COLUMNS: readonly CommonColumn[] = [
  { name: 'year', type: 'string', about: 'Year of event_time, four digits.' },
  { name: 'month', type: 'string', about: 'Month of event_time, two digits.' },
  { name: 'day', type: 'string', about: 'Day of the month of event_time, two digits.' },
];

const timeText = (pattern: string): string => `date_format(event_time, '${pattern}')`;

/**
 * Names that published tables give their partitions (in queries on VPC flow logs, WAF, CloudTrail and Route 53), as
 * expressions in Athena's SQL over the common columns: they are there for a query that names them, and prune as `event_time` does.
 */
export const PARTITION_COLUMNS: Readonly<Record<string, string>> = {
  account_partition: 'account_id',
  region_partition: 'region',
  date_partition: timeText('%Y/%m/%d'),
  dt: timeText('%Y/%m/%d'),
  event_hour: timeText('%Y%m%d%H'),
  hour: timeText('%H'),
};

/** First id of a format's own fields; below are the common columns, the same in every table. */
export const FIRST_OWN_ID = 101;

/** Name and Iceberg type of a common column, with its fixed id and, for nested ones, element ids. */
export function commonField(column: CommonColumn, position: number): { id: number; type: FieldType } {
  const id = position + 1;
  switch (column.type) {
    case 'string':
    case 'timestamptz':
      return { id, type: column.type };
    case 'strings':
      return {
        id,
        type: { type: 'list', 'element-id': 40 + id, 'element-required': false, element: 'string' },
      };
    case 'map':
      return {
        id,
        type: {
          type: 'map',
          'key-id': 60 + id,
          key: 'string',
          'value-id': 80 + id,
          'value-required': false,
          value: 'string',
        },
      };
  }
}
