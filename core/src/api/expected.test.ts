import { expect, test } from 'vitest';
import { z } from 'zod';
import { expectedIn } from './expected.ts';

const expectedOf = (schema: z.ZodType, value: unknown): string | undefined => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return issue && expectedIn(issue);
};

interface Case {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly expected: string;
}

test.each<Case>([
  {
    name: 'a time',
    schema: z.iso.datetime({ offset: true }),
    value: 'yesterday',
    expected: 'a time such as 2026-11-20T00:00:00Z',
  },
  { name: 'a text', schema: z.string(), value: 5, expected: 'a text' },
  { name: 'nothing where a text belongs', schema: z.string(), value: undefined, expected: 'a text' },
  { name: 'a whole number', schema: z.int(), value: 1.5, expected: 'a whole number' },
  { name: 'a list', schema: z.array(z.string()), value: 'a', expected: 'a list' },
  { name: 'an object', schema: z.object({}), value: 'a', expected: 'an object' },
  {
    name: 'a word of some',
    schema: z.enum(['newest', 'oldest']),
    value: 'latest',
    expected: 'one of newest, oldest',
  },
  { name: 'too much', schema: z.number().max(500), value: 501, expected: 'at most 500' },
  { name: 'too little', schema: z.number().min(1), value: 0, expected: 'at least 1' },
  { name: 'too long a text', schema: z.string().max(3), value: 'four', expected: 'at most 3 characters' },
  { name: 'too few items', schema: z.array(z.string()).min(1), value: [], expected: 'at least 1 items' },
  { name: 'a key that is not known', schema: z.strictObject({}), value: { more: 1 }, expected: 'no more' },
  {
    name: 'a kind of several',
    schema: z.discriminatedUnion('op', [
      z.object({ op: z.literal('equals') }),
      z.object({ op: z.enum(['in', 'cidr']) }),
    ]),
    value: { op: 'is' },
    expected: 'one of equals, in, cidr',
  },
  {
    name: 'one form of several',
    schema: z.union([z.string(), z.number()]),
    value: true,
    expected: 'a text or a number',
  },
  {
    name: 'words of the schema’s own',
    schema: z.string().refine(() => false, 'a table of the lake'),
    value: 'x',
    expected: 'a table of the lake',
  },
])('$name', ({ schema, value, expected }) => {
  expect(expectedOf(schema, value)).toBe(expected);
});
