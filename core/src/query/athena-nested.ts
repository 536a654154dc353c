import { stringifyJson } from '#kernel';
import type { Here, Range } from './athena-here.ts';
import { fromJson, type RowCast } from './athena-json-rows.ts';
import { typeParts, typeText } from './athena-types.ts';

/** What a value is cast to, part by part. */
export type Target =
  | { readonly kind: 'list'; readonly type: string; readonly element: Target }
  | { readonly kind: 'map'; readonly type: string; readonly key: Target; readonly value: Target }
  | { readonly kind: 'row'; readonly type: string; readonly fields: readonly Field[] }
  /** `cast`: the cast of a value that stands in it as `VALUE`. */
  | { readonly kind: 'scalar'; readonly type: string; readonly cast: string };

interface Field {
  /** As SQL writes it, in quotes. */
  readonly name: string;
  readonly target: Target;
}

/** Stands for the value in the cast of a scalar. */
export const VALUE = 'athena_value';

/** The function that a cast to arrays, maps and rows is written as, until the engine has said what is cast: `nested-cast.ts`. */
export const NESTED = 'athena_nested';

/** Text of a value that is JSON, whatever it holds. */
const IS_JSON = /^\s*athena_(?:json_extract|json_parse|json_array_get|to_json)\((?:[^()]|\([^()]*\))*\)\s*$/;

/**
 * `CAST(value AS ROW(a bigint))`: the value, what it is cast to, a null of that type, and the cast for JSON, which is the engine's own
 * for what is neither.
 */
export function nestedCast(row: RowCast, value: string, range: Range): string {
  const type = typeText(row.here, row.sql, range);
  const plain = `CAST(${value} AS ${type})`;
  const json = fromJson(row, { value: `to_json(${value})`, range, depth: 0 });
  if (IS_JSON.test(value)) return json;
  const target = stringifyJson(targetOf(row, range)).replaceAll("'", "''");
  const either = `CASE WHEN typeof(${value}) = 'JSON' THEN ${json} ELSE ${plain} END`;
  return `${NESTED}(${value}, '${target}', CAST(NULL AS ${type}), ${either})`;
}

function targetOf(row: RowCast, range: Range): Target {
  const { name, members, fields } = typeParts(row.here, range);
  const type = typeText(row.here, row.sql, range);
  const [first, second] = members;
  if (name === 'row')
    return {
      kind: 'row',
      type,
      fields: fields.map((field) => ({ name: field.name, target: targetOf(row, field) })),
    };
  if (name === 'array' && first !== undefined) return { kind: 'list', type, element: targetOf(row, first) };
  if (name === 'map' && first !== undefined && second !== undefined)
    return { kind: 'map', type, key: targetOf(row, first), value: targetOf(row, second) };
  return { kind: 'scalar', type, cast: row.cast(VALUE, range) };
}

/** Whether the parts of a type are cast one by one: all but arrays of what has a macro of its own. */
export const isByItsParts = (here: Here, { from }: Range): boolean =>
  here.is(from, 'array', 'map', 'row') && here.is(from + 1, '(', '<');
