import { expect, test } from 'vitest';
import type { Field } from '#format';
import { glueColumns } from './glue-columns.ts';

const field = (name: string, type: Field['type']): Field => ({
  id: 1,
  name,
  required: false,
  type,
  doc: `The ${name}.`,
});

// AWS's DDL for WAF logs: httprequest struct<…,headers:array<struct<name:string,value:string>>,…>, timestamp bigint.
test('types are those of AWS documentation', () => {
  const headers: Field['type'] = {
    type: 'list',
    'element-id': 2,
    'element-required': false,
    element: { type: 'struct', fields: [field('name', 'string'), field('value', 'string')] },
  };
  const extra: Field['type'] = {
    type: 'map',
    'key-id': 3,
    key: 'string',
    'value-id': 4,
    'value-required': false,
    value: 'string',
  };
  const definition = {
    name: 't',
    about: 't',
    entity: 'clientip',
    fields: [
      field('timestamp', 'long'),
      field('httprequest', {
        type: 'struct',
        fields: [field('clientip', 'string'), field('headers', headers)],
      }),
      field('extra', extra),
      field('event_time', 'timestamptz'),
    ],
  };
  expect(glueColumns(definition)).toEqual([
    { name: 'timestamp', type: 'bigint', comment: 'The timestamp.' },
    {
      name: 'httprequest',
      type: 'struct<clientip:string,headers:array<struct<name:string,value:string>>>',
      comment: 'The httprequest.',
    },
    { name: 'extra', type: 'map<string,string>', comment: 'The extra.' },
    { name: 'event_time', type: 'timestamp', comment: 'The event_time.' },
  ]);
});
