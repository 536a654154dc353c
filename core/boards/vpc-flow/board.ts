import { count, distinct, seen, share, sum, type Board, type Filter, type Metric } from '#api';

const rejected: Filter[] = [{ op: 'equals', field: 'action', value: 'REJECT' }];
/** RFC 1918. */
const PRIVATE = '^(?:10\\.|172\\.(?:1[6-9]|2\\d|3[01])\\.|192\\.168\\.)';
const egress: Filter[] = [
  { op: 'regex', field: 'srcaddr', value: PRIVATE },
  { op: 'exists', field: 'dstaddr' },
  { op: 'regex', field: 'dstaddr', value: PRIVATE, not: true },
];
const flows = count('flows', 'Flows');
const bytes = sum('bytes', 'Bytes', 'bytes');
const packets: Metric = { ...sum('packets', 'Packets', 'packets'), unit: 'count' };

/** VPC flow logs: who talks to whom, what is refused, what leaves. */
export const vpcFlow: Board = {
  name: 'vpc-flow',
  title: 'VPC flow logs',
  about: 'Who talks to whom, what is refused, and what leaves for the internet.',
  table: 'vpc_flow_logs',
  verdict: 'action',
  columns: [
    'event_time',
    'action',
    'srcaddr',
    'dstaddr',
    'dstport',
    'protocol',
    'bytes',
    'packets',
    'interface_id',
  ],
  entities: ['srcaddr', 'dstaddr', 'interface_id', 'instance_id', 'vpc_id'],
  panels: [
    {
      kind: 'number',
      id: 'totals',
      title: 'Totals',
      span: 12,
      metrics: [
        flows,
        count('accepted', 'Accepted', [{ op: 'equals', field: 'action', value: 'ACCEPT' }]),
        count('rejected', 'Rejected', rejected),
        share('reject_rate', 'Rejected', rejected),
        bytes,
        packets,
        distinct('sources', 'Sources', 'srcaddr'),
        distinct('destinations', 'Destinations', 'dstaddr'),
      ],
    },
    { kind: 'timeline', id: 'by-action', title: 'Flows by action', span: 12, metric: flows, split: 'action' },
    {
      kind: 'timeline',
      id: 'bytes-by-action',
      title: 'Bytes by action',
      span: 6,
      metric: bytes,
      split: 'action',
    },
    {
      kind: 'timeline',
      id: 'packets-by-action',
      title: 'Packets by action',
      span: 6,
      metric: packets,
      split: 'action',
    },
    {
      kind: 'top',
      id: 'sources',
      title: 'Sources by bytes',
      span: 6,
      fields: ['srcaddr'],
      metrics: [bytes, packets, flows, seen[1]],
    },
    {
      kind: 'top',
      id: 'destinations',
      title: 'Destinations by bytes',
      span: 6,
      fields: ['dstaddr'],
      metrics: [bytes, packets, flows, seen[1]],
    },
    {
      kind: 'top',
      id: 'rejected',
      title: 'Rejected sources and what they probe',
      span: 6,
      where: rejected,
      fields: ['srcaddr'],
      metrics: [
        flows,
        distinct('destinations', 'Destinations', 'dstaddr'),
        distinct('ports', 'Ports', 'dstport'),
      ],
    },
    {
      kind: 'top',
      id: 'ports',
      title: 'Destination ports',
      span: 6,
      fields: ['dstport', 'protocol'],
      metrics: [flows, bytes],
    },
    {
      kind: 'top',
      id: 'pairs',
      title: 'Source to destination',
      span: 12,
      look: 'flows',
      fields: ['srcaddr', 'dstaddr'],
      metrics: [bytes, flows],
    },
    {
      kind: 'top',
      id: 'egress',
      title: 'To the internet',
      span: 12,
      where: egress,
      fields: ['dstaddr'],
      metrics: [bytes, flows, distinct('sources', 'Sources', 'srcaddr')],
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest rejected flows',
      span: 12,
      where: rejected,
      columns: [
        'event_time',
        'srcaddr',
        'srcport',
        'dstaddr',
        'dstport',
        'protocol',
        'packets',
        'bytes',
        'interface_id',
      ],
    },
  ],
};
