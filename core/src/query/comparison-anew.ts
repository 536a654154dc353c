import { allOf, anyOf, call, compare, isNode, nodesIn, not, textOf, type Node } from '#plan';
import { operandIn, putAnew, putInto, type Changeable, type Site } from './comparison-sites.ts';
import { isMembership, withoutNan } from './comparison-subquery.ts';
import { comparisonText, type Sign } from './comparison-text.ts';
import { hasMap, inOrderText, wrapAll } from './grouped-maps.ts';
import { nestedCastText } from './nested-cast.ts';
import { markAt } from './sql-mark.ts';
import { LeveeError } from '#kernel';
import type { TypeParts } from './type-text.ts';

/** A comparison whose types are known. */
export interface Typed {
  readonly site: Site;
  /** The type in each slot, where it is special. */
  readonly types: readonly (TypeParts | undefined)[];
  /** Names of the macros that comparisons need, by their bodies. */
  readonly macros: Map<string, string>;
  readonly sql: string;
}

/** Puts a comparison of special types together anew, where it stands. */
export function anew(typed: Typed): void {
  const { site, types } = typed;
  if (types.every((type) => type === undefined)) return;
  const sign = site.pairs[0]?.sign;
  if (sign === 'any') checkSubquery(typed);
  else if (sign === 'distinct') inOrderOfKeys(typed);
  else if (sign === 'cast') castAnew(typed);
  else if (sign === 'group') groupedAnew(typed);
  else comparisonAnew(typed);
}

/** Arrays and maps are not looked for in the answer of a subquery; numbers are not found where they are NaN. */
function checkSubquery({ site, types: [type], sql }: Typed): void {
  if (type?.kind === 'list' || type?.kind === 'map') throw refusal(sql, site.node, OF_SUBQUERY);
  if (type?.kind !== 'scalar' || !type.isFloating) return;
  if (!isMembership(site.node)) throw refusal(sql, site.node, OF_ALL);
  if (site.isFilter === true) withoutNan(site.node);
}

/** Maps that are taken together with their like stand in the order of their keys. */
function groupedAnew({ site, types: [type], macros, sql }: Typed): void {
  if (type === undefined || !hasMap(type)) return;
  const body = inOrderText(type, 'a');
  if (body === undefined) throw refusal(sql, site.node, OF_GROUPS);
  wrapAll(site, macroOf(macros, body));
}

function macroOf(macros: Map<string, string>, body: string): string {
  const name = macros.get(body) ?? `athena_compared_${macros.size}`;
  macros.set(body, name);
  return name;
}

/** A cast to arrays, maps and rows of what is of such a type. */
function castAnew({ site, types: [type], macros }: Typed): void {
  const [value, target] = nodesIn(site.node, 'children');
  const text = isNode(target?.['value']) ? textOf(target['value'], 'value') : undefined;
  if (type === undefined || value === undefined || text === undefined) return;
  putAnew(site.node, call(macroOf(macros, nestedCastText(type, text)), value, value));
}

function inOrderOfKeys({ site, types }: Typed): void {
  for (const [at, slot] of site.slots.entries())
    if (types[at]?.kind === 'map') putInto(slot, call('athena_map_in_order', operandIn(slot)));
}

function comparisonAnew(typed: Typed): void {
  const { node, pairs, isTurned = false } = typed.site;
  const made = joined(
    node,
    pairs.map((_, at) => pairAnew(typed, at)),
  );
  putAnew(node, isTurned ? not(made) : made);
}

function joined(node: Changeable, pairs: readonly Node[]): Node {
  if (node['class'] === 'BETWEEN') return allOf(...pairs);
  return node['type'] === 'COMPARE_NOT_IN' ? not(anyOf(...pairs)) : anyOf(...pairs);
}

function pairAnew(typed: Typed, index: number): Node {
  const { site, types } = typed;
  const pair = site.pairs[index];
  const [a, b] = [pair?.left, pair?.right].map((at) => site.slots[at ?? -1]);
  if (pair === undefined || a === undefined || b === undefined) return site.node;
  const { sign } = pair;
  if (!isSign(sign)) return site.node;
  const type = commonOf(types[pair.left], types[pair.right]);
  const isNullIf = site.node['function_name'] === 'nullif';
  if (type === undefined && !isNullIf) return compare(operandIn(a), sign, operandIn(b));
  return call(macroFor(typed, { sign, type, isNullIf }), operandIn(a), operandIn(b));
}

const isSign = (sign: string): sign is Sign => /^[<>=]+$/.test(sign);

interface Compared {
  readonly sign: Sign;
  readonly type: TypeParts | undefined;
  readonly isNullIf: boolean;
}

/** The name of the macro that compares so. */
function macroFor({ site, macros, sql }: Typed, { sign, type, isNullIf }: Compared): string {
  const text = type === undefined ? 'a = b' : comparisonText(sign, type);
  if (text === undefined) throw refusal(sql, site.node, OF_MAPS);
  const body = isNullIf ? `CASE WHEN ${text} THEN NULL ELSE a END` : text;
  return macroOf(macros, body);
}

/** What two values are compared as: an element of which nothing is known is as the other. */
function commonOf(left: TypeParts | undefined, right: TypeParts | undefined): TypeParts | undefined {
  if (left === undefined || left.kind === 'none') return right;
  if (right === undefined || right.kind === 'none') return left;
  if (left.kind === 'scalar') return right.kind === 'scalar' && right.isFloating ? right : left;
  return left.kind === right.kind ? commonNested(left, right) : left;
}

function commonNested(left: TypeParts, right: TypeParts): TypeParts {
  const both = (one: TypeParts, other: TypeParts): TypeParts => commonOf(one, other) ?? one;
  if (left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', element: both(left.element, right.element) };
  if (left.kind === 'map' && right.kind === 'map')
    return { kind: 'map', key: both(left.key, right.key), value: both(left.value, right.value) };
  if (left.kind !== 'row' || right.kind !== 'row') return left;
  return { kind: 'row', fields: left.fields.map((field, at) => both(field, right.fields[at] ?? field)) };
}

const OF_MAPS = {
  what: 'maps have no order',
  hint: 'maps can be asked whether they are equal, and for their keys and values',
};

const OF_ALL = {
  what: 'a number that may be NaN cannot be compared with all or any of the answer of a subquery yet',
  hint: 'compare it with (SELECT min(x) FROM …) or (SELECT max(x) FROM …)',
};

const OF_GROUPS = {
  what: 'rows with a map in them cannot be grouped or made distinct yet',
  hint: 'group by the fields of the row',
};

const OF_SUBQUERY = {
  what: 'an array or a map cannot be looked for in the answer of a subquery yet',
  hint: 'write EXISTS (SELECT 1 FROM … WHERE a = b)',
};

function refusal(sql: string, node: Changeable, { what, hint }: { what: string; hint: string }): LeveeError {
  const place = node['query_location'];
  const mark = typeof place === 'number' ? markAt(sql, place) : '';
  return new LeveeError(`${what}${mark}`, { hint, exitCode: 2 });
}
