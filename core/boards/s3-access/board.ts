import { count, distinct, seen, sum, type Board, type Filter } from '#api';

const failed: Filter[] = [{ op: 'exists', field: 'errorcode' }];
const denied: Filter[] = [{ op: 'equals', field: 'errorcode', value: 'AccessDenied' }];
const deletes: Filter[] = [{ op: 'regex', field: 'operation', value: 'DELETE' }];
/** Objects read from an address that is not private (RFC 1918). */
const external: Filter[] = [
  { op: 'regex', field: 'operation', value: 'GET\\.OBJECT' },
  { op: 'exists', field: 'client_ip' },
  {
    op: 'regex',
    field: 'client_ip',
    value: '^(?:10\\.|172\\.(?:1[6-9]|2\\d|3[01])\\.|192\\.168\\.)',
    not: true,
  },
];
const requests = count('requests', 'Requests');
const sent = sum('sent', 'Bytes sent', 'bytessent');

/** S3 server access logs: who reads and deletes what. */
export const s3Access: Board = {
  name: 's3-access',
  title: 'S3 server access',
  about: 'Who reads, writes and deletes what, and what was refused.',
  table: 's3_access_logs',
  verdict: 'httpstatus',
  columns: [
    'event_time',
    'bucket_name',
    'operation',
    'key',
    'client_ip',
    'requester',
    'httpstatus',
    'errorcode',
    'bytessent',
  ],
  entities: ['client_ip', 'requester', 'bucket_name', 'requestid'],
  derived: [
    {
      name: 'status_class',
      of: 'httpstatus',
      duckdb: "left(httpstatus, 1) || 'xx'",
      athena: "substr(httpstatus, 1, 1) || 'xx'",
    },
  ],
  panels: [
    {
      kind: 'number',
      id: 'totals',
      title: 'Totals',
      span: 12,
      metrics: [
        requests,
        count('errors', 'Errors', failed),
        count('denied', 'Denied', denied),
        count('anonymous', 'Anonymous', [{ op: 'exists', field: 'requester', not: true }]),
        sent,
        distinct('addresses', 'Addresses', 'client_ip'),
      ],
    },
    {
      kind: 'timeline',
      id: 'by-status',
      title: 'Requests by status class',
      span: 12,
      metric: requests,
      split: 'status_class',
    },
    {
      kind: 'timeline',
      id: 'denied-over-time',
      title: 'Denied, by address',
      span: 6,
      where: denied,
      metric: requests,
      split: 'client_ip',
    },
    {
      kind: 'top',
      id: 'denied',
      title: 'Denied requesters',
      span: 6,
      where: denied,
      fields: ['client_ip', 'requester'],
      metrics: [requests],
    },
    {
      kind: 'top',
      id: 'operations',
      title: 'Operations',
      span: 6,
      fields: ['operation', 'bucket_name'],
      metrics: [requests, sent],
    },
    {
      kind: 'top',
      id: 'downloaders',
      title: 'Downloaders by volume',
      span: 6,
      fields: ['client_ip', 'requester'],
      metrics: [sent, requests, distinct('keys', 'Keys', 'key')],
    },
    {
      kind: 'top',
      id: 'deletes',
      title: 'Deletions',
      span: 6,
      where: deletes,
      fields: ['requester', 'bucket_name'],
      metrics: [requests, distinct('keys', 'Keys', 'key')],
    },
    {
      kind: 'top',
      id: 'external-downloads',
      title: 'Downloads from outside',
      span: 6,
      where: external,
      fields: ['client_ip', 'bucket_name'],
      metrics: [sent, requests, distinct('keys', 'Keys', 'key')],
    },
    {
      kind: 'top',
      id: 'requesters',
      title: 'Requesters and addresses',
      span: 12,
      fields: ['requester', 'client_ip'],
      metrics: [requests, sent, ...seen],
    },
    {
      kind: 'table',
      id: 'delete-events',
      title: 'Latest deletions',
      span: 12,
      where: deletes,
      columns: ['event_time', 'bucket_name', 'operation', 'key', 'client_ip', 'requester', 'httpstatus'],
    },
    {
      kind: 'lines',
      id: 'ips-over-time',
      title: 'IPs over time',
      span: 12,
      metric: requests,
      split: 'client_ip',
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest failures',
      span: 12,
      where: failed,
      columns: ['event_time', 'bucket_name', 'operation', 'key', 'client_ip', 'requester', 'errorcode'],
    },
  ],
};
