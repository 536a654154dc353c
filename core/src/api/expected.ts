import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What stands where a schema has no words of its own. */
const GENERAL = /^(?:Invalid|Too|Unrecognized) /;

/** What was expected where a request does not fit its schema: words for a sentence that goes on with them. */
export const expectedIn = (issue: Issue): string =>
  GENERAL.test(issue.message)
    ? (formOf(issue) ?? sizeOf(issue) ?? valuesOf(issue) ?? eitherOf(issue) ?? 'another form')
    : issue.message;

/** Where several forms would do: the values of the key that tells them apart, else what each of them expects. */
function eitherOf(issue: Issue): string | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  if ('options' in issue && Array.isArray(issue.options))
    return `one of ${issue.options.map(String).join(', ')}`;
  const each = issue.errors.flatMap(([first]) => (first === undefined ? [] : [expectedIn(first)]));
  return each.length === 0 ? undefined : [...new Set(each)].join(' or ');
}

function formOf(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code !== 'invalid_format') return undefined;
  return issue.format === 'datetime' ? 'a time such as 2026-11-20T00:00:00Z' : `the form ${issue.format}`;
}

function sizeOf(issue: Issue): string | undefined {
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
  return undefined;
}

function valuesOf(issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return issue.code === 'unrecognized_keys' ? `no ${issue.keys.join(', ')}` : undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items', set: ' items' };

const unitOf = (origin: string): string => UNITS[origin] ?? '';
