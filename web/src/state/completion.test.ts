import * as fc from 'fast-check';
import type { FieldInfo } from '@levee/core/contract';
import { describe, expect, test } from 'vitest';
import { fieldsFor, termOf, typingAt } from './completion.ts';
import { parseQuery } from './query-bar.ts';

const field = (name: string, kind: FieldInfo['kind']): FieldInfo => ({
  name,
  type: 'VARCHAR',
  kind,
  isList: false,
  about: '',
});
const FIELDS = [field('client_ip', 'text'), field('action', 'text'), field('bytes', 'number')];
const [address, action, bytes] = FIELDS;

describe('what is being typed', () => {
  test.each([
    ['', { kind: 'field', typed: '', from: 0 }],
    ['cli', { kind: 'field', typed: 'cli', from: 0 }],
    ['-act', { kind: 'field', typed: 'act', from: 1 }],
    ['action:BLOCK by', { kind: 'field', typed: 'by', from: 13 }],
    ['action:', { kind: 'value', field: action, typed: '', from: 7, isListed: false }],
    ['-action:BL', { kind: 'value', field: action, typed: 'BL', from: 8, isListed: false }],
    ['ACTION:"a b', { kind: 'value', field: action, typed: 'a b', from: 7, isListed: false }],
    [String.raw`action:"a \"b`, { kind: 'value', field: action, typed: 'a "b', from: 7, isListed: false }],
    ['bytes:(10,2', { kind: 'value', field: bytes, typed: '2', from: 10, isListed: true }],
    ['client_ip:192.0.2', { kind: 'value', field: address, typed: '192.0.2', from: 10, isListed: false }],
  ])('%j', (before, typing) => expect(typingAt(before, FIELDS)).toEqual(typing));

  test.each(['nothing:x', 'action:"a b"', 'bytes:(1,2)', 'bytes>=5'])('%j can not be completed', (before) =>
    expect(typingAt(before, FIELDS)).toBeUndefined(),
  );
});

test('fields that begin with it come first', () => {
  const fields = [field('httprequest.clientip', 'text'), ...FIELDS];
  expect(fieldsFor('CLIENT', fields).map(({ name }) => name)).toEqual(['client_ip', 'httprequest.clientip']);
});

test.each([
  ['BLOCK', 'BLOCK'],
  ['a b', '"a b"'],
  ['10.0.0.0/8', '"10.0.0.0/8"'],
  ['1..2', '"1..2"'],
  ['*', '"*"'],
  [String.raw`say "\"`, String.raw`"say \"\\\""`],
  ['', '""'],
])('%j is typed as %s', (value, term) => expect(termOf(value, false)).toBe(term));

test('a line can not hold line breaks, controls or very long values', () => {
  expect([termOf('a\nb', false), termOf('x'.repeat(201), false), termOf('a,b', true)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('what is offered means just that value when it is read back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme', maxLength: 40 }), (value) => {
      const term = termOf(value, false);
      fc.pre(term !== undefined);
      expect(parseQuery(`action:${term}`, FIELDS)).toEqual({
        filters: [{ op: 'equals', field: 'action', value }],
      });
    }),
    { numRuns: 500 },
  );
});
