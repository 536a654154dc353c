import type { Filter, SimpleFilter, Value } from '@levee/core/contract';

/** A filter with what only the page knows of it. */
export interface PageFilter {
  readonly filter: Filter;
  /** Shown, but not asked. */
  readonly isDisabled: boolean;
  /** Kept when the table changes. */
  readonly isPinned: boolean;
}

/** The filters that questions are asked with. */
export const active = (filters: readonly PageFilter[]): Filter[] =>
  filters.filter(({ isDisabled }) => !isDisabled).map(({ filter }) => filter);

/** A new filter: asked, not pinned. */
export const asked = (filter: Filter): PageFilter => ({ filter, isDisabled: false, isPinned: false });

/** The filters with one more; the same one, or its opposite, is replaced and stays pinned. */
export function withFilter(filters: readonly PageFilter[], filter: Filter): PageFilter[] {
  const same = identity(filter);
  const before = filters.find((each) => identity(each.filter) === same);
  const fresh = { ...asked(filter), isPinned: before?.isPinned ?? false };
  return [...filters.filter((each) => each !== before), fresh];
}

const identity = ({ not: _not, ...rest }: Filter): string => JSON.stringify(rest);

/** A value beyond this does not go into an address; its beginning does. */
const LONGEST = 2000;
const BEGINNING = 500;

/** The filter for one value of a field: equal to it, or without any. A very long one is met by its beginning. */
export function valueFilter(field: string, value: Value, isExcluded: boolean): Filter {
  const not = isExcluded ? { not: true } : {};
  if (value === null) return isExcluded ? { op: 'exists', field } : { op: 'exists', field, not: true };
  if (typeof value === 'object') return { op: 'equals', field, value: JSON.stringify(value), ...not };
  if (typeof value === 'string' && value.length > LONGEST)
    return { op: 'starts', field, value: value.slice(0, BEGINNING).toWellFormed(), ...not };
  return { op: 'equals', field, value, ...not };
}

/** The filter for any of several values of a field. */
export function valuesFilter(field: string, values: readonly Value[], isExcluded: boolean): Filter {
  const [first = null, ...rest] = values;
  const each = values.filter((value) => typeof value === 'string');
  if (rest.length === 0 || each.length < values.length) return valueFilter(field, first, isExcluded);
  return { op: 'in', field, values: each, ...(isExcluded ? { not: true } : {}) };
}

/** The opposite filter. */
export function negated<Kind extends Filter>(filter: Kind): Kind {
  if (filter.not === true) {
    const { not: _not, ...rest } = filter;
    return rest as unknown as Kind;
  }
  return { ...filter, not: true };
}

/** The conditions of which one is enough; a filter that is no such group is one itself. */
export const alternatives = (filter: Filter): readonly SimpleFilter[] =>
  filter.op === 'or' ? filter.filters : [filter];

/** A filter that one more condition also fulfils. */
export const orElse = (filter: Filter, other: SimpleFilter): Filter => ({
  ...(filter.op === 'or' ? filter : { op: 'or' }),
  filters: [...alternatives(filter), other],
});

/** A filter with one of its conditions changed, or taken away; undefined where none is left. */
export function withAlternative(
  filter: Filter,
  at: number,
  change: SimpleFilter | undefined,
): Filter | undefined {
  const rest = alternatives(filter).flatMap((each, index) => (index === at ? (change ?? []) : each));
  const [first] = rest;
  if (first === undefined) return undefined;
  if (filter.op !== 'or') return first;
  if (rest.length === 1) return isExcluded(filter) ? negated(first) : first;
  return { ...filter, filters: [...rest] };
}

const isExcluded = ({ not }: Filter): boolean => not === true;

/** The fields that a condition looks at. */
const fieldsOf = (filter: SimpleFilter): readonly string[] =>
  filter.op === 'any' ? filter.fields : [filter.field];

const SIGNS: Readonly<Record<SimpleFilter['op'], readonly [string, string]>> = {
  equals: ['is', 'is not'],
  in: ['is one of', 'is none of'],
  any: ['has', 'has not'],
  exists: ['exists', 'does not exist'],
  cidr: ['is in network', 'is not in network'],
  contains: ['contains', 'does not contain'],
  starts: ['begins with', 'does not begin with'],
  regex: ['matches', 'does not match'],
  range: ['is between', 'is not between'],
};

/** The operators by the name that a person reads. */
const signOf = (filter: SimpleFilter): string => SIGNS[filter.op][filter.not === true ? 1 : 0];

/** What stands after the operator. */
function operandText(filter: SimpleFilter): string {
  if (filter.op === 'exists') return '';
  if (filter.op === 'in') return filter.values.join(', ');
  if (filter.op === 'range') return `${filter.from ?? '…'} and ${filter.to ?? '…'}`;
  return String(filter.value);
}

/** A filter as a person reads it: `client_ip is 192.0.2.1`. */
export function filterText(filter: Filter): string {
  if (filter.op !== 'or') return simpleText(filter);
  const text = filter.filters.map(simpleText).join(' OR ');
  return isExcluded(filter) ? `not (${text})` : text;
}

const simpleText = (filter: SimpleFilter): string =>
  [fieldsOf(filter).join(' or '), signOf(filter), operandText(filter)].join(' ').trim();
