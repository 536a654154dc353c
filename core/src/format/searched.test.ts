import { expect, test } from 'vitest';
import { struct, text } from './column.ts';
import { searchedPaths } from './searched.ts';

test('searched are the entity, the common columns, and text columns that the search roles read', () => {
  const columns = {
    Source: text('Where from.'),
    who: struct('Who.', { arn: text('ARN.'), Name: text('Name.') }),
    other: text('Something else.'),
  };
  const roles = {
    client_ip: "CASE WHEN source <> 'other' THEN source END",
    ips: [{ each: 'list_filter([source], x -> x IS NOT NULL)' }],
    principals: ['who.arn', 'who.name'],
    resources: [],
  };
  const paths = searchedPaths({ entity: 'client_ip', roles, columns } as never).map((path) => path.join('.'));
  expect(paths).toEqual(['client_ip', 'ips', 'principals', 'resources', 'source', 'who.arn', 'who.name']);
});
