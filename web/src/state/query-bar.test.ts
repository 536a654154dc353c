import type { FieldInfo, Filter } from '@levee/core/contract';
import { expect, test } from 'vitest';
import { parseQuery } from './query-bar.ts';

const field = (name: string, kind: FieldInfo['kind'] = 'text'): FieldInfo => ({
  name,
  kind,
  type: '',
  isList: false,
  about: '',
});
const FIELDS = [
  field('client_ip'),
  field('action'),
  field('httprequest.uri'),
  field('country'),
  field('bytes', 'number'),
];

const block = { op: 'equals', field: 'action', value: 'BLOCK' } as const;
const login = { op: 'contains', field: 'httprequest.uri', value: 'login' } as const;

test.each<[string, Filter[]]>([
  ['(action:BLOCK OR httprequest.uri:*login*)', [{ op: 'or', filters: [block, login] }]],
  [
    '-( action:BLOCK  or -httprequest.uri:*login* ) country:DE',
    [
      { op: 'or', not: true, filters: [block, { ...login, not: true }] },
      { op: 'equals', field: 'country', value: 'DE' },
    ],
  ],
  [
    '(country:(DE,FR) OR bytes>=5)',
    [
      {
        op: 'or',
        filters: [
          { op: 'in', field: 'country', values: ['DE', 'FR'] },
          { op: 'range', field: 'bytes', from: 5 },
        ],
      },
    ],
  ],
  ['-(action:BLOCK)', [{ ...block, not: true }]],
  ['', []],
  ['client_ip:192.0.2.1', [{ op: 'equals', field: 'client_ip', value: '192.0.2.1' }]],
  [
    '-action:ALLOW  client_ip:10.0.0.0/8',
    [
      { op: 'equals', field: 'action', value: 'ALLOW', not: true },
      { op: 'cidr', field: 'client_ip', value: '10.0.0.0/8' },
    ],
  ],
  [
    'client_ip:2001:db8::/32 AND action:BLOCK',
    [
      { op: 'cidr', field: 'client_ip', value: '2001:db8::/32' },
      { op: 'equals', field: 'action', value: 'BLOCK' },
    ],
  ],
  ['httprequest.uri:*login*', [{ op: 'contains', field: 'httprequest.uri', value: 'login' }]],
  ['httprequest.uri:/api/*', [{ op: 'starts', field: 'httprequest.uri', value: '/api/' }]],
  ['httprequest.uri~"^/api/v[0-9]+$"', [{ op: 'regex', field: 'httprequest.uri', value: '^/api/v[0-9]+$' }]],
  [
    String.raw`httprequest.uri~\.php$`,
    [{ op: 'regex', field: 'httprequest.uri', value: String.raw`\.php$` }],
  ],
  ['httprequest.uri:"a b \\"c\\""', [{ op: 'equals', field: 'httprequest.uri', value: 'a b "c"' }]],
  ['country:(DE, FR)', [{ op: 'in', field: 'country', values: ['DE', 'FR'] }]],
  [
    'country:* -country:*',
    [
      { op: 'exists', field: 'country' },
      { op: 'exists', field: 'country', not: true },
    ],
  ],
  [
    'bytes>=1000 bytes<=2e3',
    [
      { op: 'range', field: 'bytes', from: 1000 },
      { op: 'range', field: 'bytes', to: 2000 },
    ],
  ],
  ['bytes:10..20', [{ op: 'range', field: 'bytes', from: 10, to: 20 }]],
  [
    'bytes:7 country:7',
    [
      { op: 'equals', field: 'bytes', value: 7 },
      { op: 'equals', field: 'country', value: '7' },
    ],
  ],
])('%j', (text, filters) => expect(parseQuery(text, FIELDS)).toEqual({ filters }));

test.each([
  ['nonsense', 'expected field:value', 0],
  ['action:BLOCK or', 'expected field:value', 13],
  ['nofield:1', 'there is no field nofield', 0],
  ['action:', 'expected field:value', 0],
  ['action:"x"y', 'expected field:value', 0],
  ['action:"open', 'expected field:value', 0],
])('%j is refused with its place', (text, problem, at) =>
  expect(parseQuery(text, FIELDS)).toEqual({ problem, at }),
);

test.each([
  ['(action:BLOCK httprequest.uri:x)', 'expected OR or )', 13],
  ['(action:BLOCK OR', 'expected OR or )', 13],
  ['()', 'expected field:value', 1],
  ['country:DE (nothing:1 OR action:BLOCK)', 'there is no field nothing', 12],
  [`(${Array.from({ length: 21 }, () => 'action:BLOCK').join(' OR ')})`, 'more than 20 alternatives', 0],
])('%s: %s', (text, problem, at) => expect(parseQuery(text, FIELDS)).toEqual({ problem, at }));
