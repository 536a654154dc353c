import { count, distinct, share, type Board, type Filter } from '#api';

const blocked: Filter[] = [{ op: 'equals', field: 'action', value: 'BLOCK' }];
const requests = count('requests', 'Requests');
const addresses = distinct('addresses', 'Addresses', 'client_ip');
const blockRate = share('block_rate', 'Share blocked', blocked);

/** AWS WAF: who hits the sites, from where, and what stops them. */
export const waf: Board = {
  name: 'waf',
  title: 'AWS WAF',
  about: 'Who hits the sites, how often, from where and with what, and which rules stop it.',
  table: 'waf_logs',
  verdict: 'action',
  columns: [
    'event_time',
    'action',
    'client_ip',
    'httprequest.country',
    'httprequest.host',
    'httprequest.httpmethod',
    'httprequest.uri',
    'terminatingruleid',
  ],
  entities: ['client_ip', 'ja4fingerprint', 'ja3fingerprint', 'httprequest.host', 'httprequest.requestid'],
  panels: [
    {
      kind: 'number',
      id: 'totals',
      title: 'Totals',
      span: 12,
      metrics: [
        requests,
        count('blocked', 'Blocked', blocked),
        blockRate,
        count('allowed', 'Allowed', [{ op: 'equals', field: 'action', value: 'ALLOW' }]),
        count('counted', 'Matched a counting rule', [
          { op: 'exists', field: 'nonterminatingmatchingrules.ruleid' },
        ]),
        addresses,
        distinct('rules', 'Rules that ended a request', 'terminatingruleid'),
      ],
    },
    {
      kind: 'timeline',
      id: 'by-action',
      title: 'Requests by action',
      span: 12,
      metric: requests,
      split: 'action',
    },
    {
      kind: 'lines',
      id: 'ips-over-time',
      title: 'IPs over time',
      span: 8,
      metric: requests,
      split: 'client_ip',
    },
    { kind: 'timeline', id: 'addresses', title: 'Different addresses', span: 4, metric: addresses },
    {
      kind: 'top',
      id: 'rules',
      title: 'Rules that ended requests',
      span: 6,
      fields: ['terminatingruleid', 'action'],
      metrics: [requests, addresses],
    },
    {
      kind: 'map',
      id: 'countries',
      title: 'Countries',
      span: 6,
      field: 'httprequest.country',
      metrics: [requests, addresses, blockRate],
    },
    {
      kind: 'top',
      id: 'client-ips',
      title: 'Client addresses',
      span: 6,
      fields: ['client_ip', 'httprequest.country'],
      metrics: [
        requests,
        count('blocked', 'Blocked', blocked),
        blockRate,
        distinct('uris', 'Paths', 'httprequest.uri'),
      ],
    },
    {
      kind: 'top',
      id: 'uris',
      title: 'Hosts and paths',
      span: 6,
      fields: ['httprequest.host', 'httprequest.uri'],
      metrics: [requests, count('blocked', 'Blocked', blocked), addresses],
    },
    {
      kind: 'top',
      id: 'ja4',
      title: 'JA4 fingerprints',
      span: 6,
      fields: ['ja4fingerprint'],
      metrics: [requests, addresses],
    },
    {
      kind: 'top',
      id: 'counting-rules',
      title: 'Rules that count: what they would have blocked',
      span: 6,
      fields: ['nonterminatingmatchingrules.ruleid'],
      metrics: [
        requests,
        addresses,
        share('allowed', 'Allowed after all', [{ op: 'equals', field: 'action', value: 'ALLOW' }]),
      ],
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest blocked requests',
      span: 12,
      where: blocked,
      columns: [
        'event_time',
        'client_ip',
        'httprequest.country',
        'httprequest.host',
        'httprequest.uri',
        'httprequest.args',
        'terminatingruleid',
      ],
    },
  ],
};
