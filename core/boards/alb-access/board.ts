import { count, distinct, share, sum, type Board, type Filter, type Metric } from '#api';

const status = (field: string, from: number, to: number): Filter[] => [{ op: 'range', field, from, to }];
const server = status('elb_status_code', 500, 599);
const bad = status('elb_status_code', 400, 599);
const requests = count('requests', 'Requests');
/** Requests that no target answered have no time. */
const p95: Metric = {
  name: 'p95',
  title: 'Target time, 95th percentile',
  unit: 'seconds',
  is: 'p95',
  field: 'target_processing_time',
};
const over = (name: string, is: 'p50' | 'p99', title: string): Metric => ({ ...p95, name, is, title });
const elsewhere = (field: string): Metric => ({ ...p95, field });
const average: Metric = { ...p95, name: 'average', title: 'Target time, average', is: 'average' };
const clients = distinct('clients', 'Clients', 'client_ip');

/** Application Load Balancer: which requests fail or are slow, and whose. */
export const albAccess: Board = {
  name: 'alb-access',
  title: 'Application Load Balancer',
  about: 'Which requests fail or are slow, on which side, and whose they are.',
  table: 'alb_access_logs',
  verdict: 'elb_status_code',
  columns: [
    'event_time',
    'elb_status_code',
    'target_status_code',
    'client_ip',
    'request_verb',
    'request_url',
    'target_processing_time',
    'elb',
  ],
  entities: ['client_ip', 'domain_name', 'elb', 'trace_id'],
  derived: [
    {
      name: 'status_class',
      of: 'elb_status_code',
      duckdb: "left(CAST(elb_status_code AS VARCHAR), 1) || 'xx'",
      athena: "substr(CAST(elb_status_code AS varchar), 1, 1) || 'xx'",
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
        share('client_errors', '4xx', status('elb_status_code', 400, 499)),
        share('server_errors', '5xx', server),
        clients,
        sum('sent', 'Bytes sent', 'sent_bytes'),
        average,
        p95,
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
      id: 'server-errors',
      title: '5xx by what the target said',
      span: 6,
      where: server,
      metric: requests,
      split: 'target_status_code',
    },
    { kind: 'timeline', id: 'latency', title: 'Target time, 95th percentile', span: 6, metric: p95 },
    {
      kind: 'timeline',
      id: 'latency-median',
      title: 'Target time, median',
      span: 3,
      metric: over('p50', 'p50', 'Target time, median'),
    },
    {
      kind: 'timeline',
      id: 'latency-99',
      title: 'Target time, 99th percentile',
      span: 3,
      metric: over('p99', 'p99', 'Target time, 99th percentile'),
    },
    {
      kind: 'timeline',
      id: 'request-time',
      title: 'Request time, 95th percentile',
      span: 3,
      metric: elsewhere('request_processing_time'),
    },
    {
      kind: 'timeline',
      id: 'response-time',
      title: 'Response time, 95th percentile',
      span: 3,
      metric: elsewhere('response_processing_time'),
    },
    {
      kind: 'top',
      id: 'urls',
      title: 'URLs',
      span: 6,
      fields: ['request_url'],
      metrics: [requests, share('error_rate', 'Errors', bad), p95],
    },
    {
      kind: 'top',
      id: 'clients',
      title: 'Client addresses',
      span: 6,
      fields: ['client_ip'],
      metrics: [requests, share('error_rate', 'Errors', bad), distinct('urls', 'URLs', 'request_url')],
    },
    {
      kind: 'top',
      id: 'failing',
      title: '5xx by URL and target',
      span: 6,
      where: server,
      fields: ['request_url', 'target_ip'],
      metrics: [requests],
    },
    {
      kind: 'top',
      id: 'slow',
      title: 'Slowest URLs',
      span: 6,
      fields: ['request_url'],
      metrics: [p95, average, requests],
    },
    {
      kind: 'top',
      id: 'targets',
      title: 'Targets',
      span: 6,
      fields: ['target_ip', 'elb'],
      metrics: [requests, share('error_rate', '5xx', server), p95],
    },
    {
      kind: 'lines',
      id: 'ips-over-time',
      title: 'IPs over time',
      span: 6,
      metric: requests,
      split: 'client_ip',
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest bad requests',
      span: 12,
      where: bad,
      columns: [
        'event_time',
        'elb_status_code',
        'target_status_code',
        'client_ip',
        'request_verb',
        'request_url',
        'user_agent',
      ],
    },
  ],
};
