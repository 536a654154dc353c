import type { Here, Range } from './athena-here.ts';
import { typeParts } from './athena-types.ts';

/** A cast to a type with rows in it. */
export interface RowCast {
  readonly here: Here;
  readonly sql: string;
  /** A scalar's own cast. */
  readonly cast: (value: string, range: Range) => string;
}

/** A part of JSON, and what it is cast to. */
interface Json {
  readonly value: string;
  readonly range: Range;
  readonly depth: number;
}

/**
 * `CAST(json AS ROW(a bigint))`: fields are found whatever the case of their names, those that are missing are null, and others are left
 * out; an array gives them by their places.
 */
export function fromJson(row: RowCast, { value, range, depth }: Json): string {
  const { name, members, fields } = typeParts(row.here, range);
  const [first, second] = members;
  const each = `athena_json${depth}`;
  const inner = (text: string, member: Range) =>
    fromJson(row, { value: text, range: member, depth: depth + 1 });
  if (name === 'row') {
    const made = fields.map((field, at) => `${field.name}: ${inner(fieldText(each, field.name, at), field)}`);
    return `list_transform([${value}], ${each} -> CASE WHEN json_type(${each}) <> 'NULL' THEN {${made.join(', ')}} END)[1]`;
  }
  if (name === 'array' && first !== undefined)
    return `list_transform(CAST(${value} AS JSON[]), ${each} -> ${inner(kept(row, first, each), first)})`;
  if (name === 'map' && first !== undefined && second !== undefined)
    return `map_from_entries(list_transform(map_entries(CAST(${value} AS MAP(VARCHAR, JSON))), ${each} -> {'key': ${row.cast(`${each}."key"`, first)}, 'value': ${inner(kept(row, second, `${each}."value"`), second)}}))`;
  return row.cast(value, range);
}

/** What stays JSON is a null of JSON where it was one. */
const kept = ({ here }: RowCast, { from }: Range, value: string): string =>
  here.is(from, 'json') ? `coalesce(${value}, CAST('null' AS JSON))` : value;

const fieldText = (json: string, name: string, at: number): string =>
  `athena_json_field(${json}, '${name.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}', ${at})`;
