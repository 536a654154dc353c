import type { FieldInfo, Filter, SimpleFilter } from '@levee/core/contract';
import { negated } from './filters.ts';

/** What a line of the query bar means, or where it stops making sense. */
export type ParsedQuery =
  | { readonly filters: readonly Filter[] }
  | { readonly problem: string; readonly at: number };

/** `-field:value`, `field~"regex"`, `field>=5`: the value in quotes, in brackets, or up to the next blank. */
const TERM = /(-?)([\w.]+)(:|~|>=|<=)("(?:[^"\\]|\\.)*"|\([^()]*\)|[^\s"()]+)(?=[\s)]|$)/y;
const BLANK = /\s+(?:AND\s+)?/y;
const OPEN = /(-?)\(\s*/y;
const BETWEEN = /\s+OR\s+/iy;
const CLOSE = /\s*\)(?=\s|$)/y;
const MOST_ALTERNATIVES = 20;

/**
 * Reads terms that must all hold: `client_ip:192.0.2.1`, `-action:ALLOW`, `uri:*login*`, `uri:/api/*`, `uri~"^/api/v[0-9]"`,
 * `country:(DE,FR)`, `client_ip:10.0.0.0/8`, `bytes>=1000`, `bytes:10..20`, `ja4:*` (has a value), `(action:BLOCK OR uri:*login*)`.
 * Both ends of a range belong to it.
 */
export function parseQuery(text: string, fields: readonly FieldInfo[]): ParsedQuery {
  const filters: Filter[] = [];
  const line = text.trim();
  let at = 0;
  while (at < line.length) {
    const term = groupAt(line, at, fields) ?? termAt(line, at, fields);
    if ('problem' in term) return { problem: term.problem, at: term.at ?? at };
    filters.push(term.filter);
    BLANK.lastIndex = at + term.length;
    at = BLANK.test(line) ? BLANK.lastIndex : line.length;
  }
  return { filters };
}

type Read<Kind> =
  | { readonly filter: Kind; readonly length: number }
  | { readonly problem: string; readonly at?: number };

/** Where a pattern ends that begins at a place; undefined where it does not. */
function endOf(pattern: RegExp, line: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : undefined;
}

/** Conditions in brackets of which one is enough; undefined where no bracket opens. */
function groupAt(line: string, at: number, fields: readonly FieldInfo[]): Read<Filter> | undefined {
  let next = endOf(OPEN, line, at);
  if (next === undefined) return undefined;
  const filters: SimpleFilter[] = [];
  for (;;) {
    const term = termAt(line, next, fields);
    if ('problem' in term) return { ...term, at: next };
    filters.push(term.filter);
    next += term.length;
    const end = endOf(CLOSE, line, next);
    if (end !== undefined) return wholeGroup(filters, { isNot: line.startsWith('-', at), length: end - at });
    const other = endOf(BETWEEN, line, next);
    if (other === undefined) return { problem: 'expected OR or )', at: next };
    next = other;
  }
}

function wholeGroup(
  filters: SimpleFilter[],
  { isNot, length }: { readonly isNot: boolean; readonly length: number },
): Read<Filter> {
  const not = isNot ? { not: true } : {};
  const [only] = filters;
  if (filters.length > MOST_ALTERNATIVES) return { problem: `more than ${MOST_ALTERNATIVES} alternatives` };
  if (filters.length > 1 || only === undefined) return { filter: { op: 'or', filters, ...not }, length };
  return { filter: isNot ? negated(only) : only, length };
}

function termAt(line: string, at: number, fields: readonly FieldInfo[]): Read<SimpleFilter> {
  TERM.lastIndex = at;
  const match = TERM.exec(line);
  if (match === null) return { problem: 'expected field:value' };
  const [whole, minus, name = '', sign = '', value = ''] = match;
  const field = fields.find((each) => each.name === name.toLowerCase());
  if (field === undefined) return { problem: `there is no field ${name}` };
  const filter = filterOf(field, sign, value);
  return { filter: minus === '' ? filter : { ...filter, not: true }, length: whole.length };
}

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : value;

function filterOf(info: FieldInfo, sign: string, value: string): SimpleFilter {
  const field = info.name;
  if (sign === '~') return { op: 'regex', field, value: unquoted(value) };
  if (sign === '>=') return { op: 'range', field, from: scalar(info, value) };
  if (sign === '<=') return { op: 'range', field, to: scalar(info, value) };
  if (value === '*') return { op: 'exists', field };
  if (value.startsWith('('))
    return {
      op: 'in',
      field,
      values: value
        .slice(1, -1)
        .split(',')
        .map((part) => scalar(info, part.trim())),
    };
  if (value.startsWith('"')) return { op: 'equals', field, value: scalar(info, unquoted(value)) };
  return plain(info, value);
}

/** A number, where the field holds numbers and the text is one. */
const scalar = ({ kind }: FieldInfo, text: string): string | number =>
  kind === 'number' && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;

const NETWORK = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)\/\d{1,3}$/i;

/** A word without quotes: a network, a beginning or a part by `*`, or the value itself. */
function plain(info: FieldInfo, value: string): SimpleFilter {
  const field = info.name;
  if (NETWORK.test(value)) return { op: 'cidr', field, value };
  const ends = /^(.+?)\.\.(.+)$/.exec(value);
  if (ends !== null && info.kind === 'number')
    return { op: 'range', field, from: scalar(info, ends[1] ?? ''), to: scalar(info, ends[2] ?? '') };
  const part = /^\*([^*]+)\*$/.exec(value)?.[1];
  if (part !== undefined) return { op: 'contains', field, value: part };
  const start = /^([^*]+)\*$/.exec(value)?.[1];
  if (start !== undefined) return { op: 'starts', field, value: start };
  return { op: 'equals', field, value: scalar(info, value) };
}
