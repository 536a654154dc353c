import type { Needle, NeedleUses, SoughtValue } from '#port';
import type { Filter } from './contract.ts';

/** The values that filters look for, by which files are left out that have none of them; all filters must be met. */
export const needlesOf = (filters: readonly Filter[]): NeedleUses => [filters.flatMap(needleOf)];

function needleOf(filter: Filter): Needle[] {
  if (filter.not === true) return [];
  const anyOf = soughtBy(filter);
  return anyOf.length === 0 ? [] : [{ anyOf, letGo: () => undefined }];
}

function soughtBy(filter: Filter): readonly SoughtValue[] {
  if (filter.op === 'any') return filter.fields.map((field) => sought(field, filter.value));
  if (filter.op !== 'equals' && filter.op !== 'in') return [];
  const values = filter.op === 'in' ? filter.values : [filter.value];
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length < values.length ? [] : texts.map((text) => sought(filter.field, text));
}

const sought = (field: string, text: string): SoughtValue => ({
  path: field.split('.'),
  as: 'either',
  text,
  isAddress: false,
});
