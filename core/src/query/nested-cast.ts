import { parseJson } from '#kernel';
import { VALUE, type Target } from './athena-nested.ts';
import type { TypeParts } from './type-text.ts';

/** The cast of `a`, of a type that the engine has named, part by part: rows by the places of their fields, as Athena does. */
export const nestedCastText = (from: TypeParts, target: string): string =>
  `list_transform([a], lambda c: ${castOf(from, parseJson(target) as unknown as Target, { value: 'c', depth: 0 })})[1]`;

interface Place {
  readonly value: string;
  readonly depth: number;
}

function castOf(from: TypeParts, to: Target, { value, depth }: Place): string {
  const name = `c${depth}`;
  const at = (each: string): Place => ({ value: each, depth: depth + 1 });
  if (to.kind === 'scalar') return to.cast.replaceAll(VALUE, value);
  if (to.kind === 'list' && from.kind === 'list')
    return `list_transform(${value}, lambda ${name}: ${castOf(from.element, to.element, at(name))})`;
  if (to.kind === 'map' && from.kind === 'map')
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${name}: {'key': ${castOf(from.key, to.key, at(`${name}."key"`))}, 'value': ${castOf(from.value, to.value, at(`${name}."value"`))}}))`;
  if (to.kind !== 'row' || from.kind !== 'row' || from.fields.length !== to.fields.length)
    return `CAST(${value} AS ${to.type})`;
  const fields = to.fields.map(({ name: field, target }, place) => {
    const each = from.fields[place] ?? { kind: 'none' };
    return `${field}: ${castOf(each, target, at(`struct_extract_at(${value}, ${place + 1})`))}`;
  });
  return `CASE WHEN ${value} IS NOT NULL THEN {${fields.join(', ')}} END`;
}
