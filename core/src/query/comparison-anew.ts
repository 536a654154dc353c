import { allOf, anyOf, call, compare, not, type Node } from '#plan';
import { operandIn, putInto, type Changeable, type Site } from './comparison-sites.ts';
import { comparisonText } from './comparison-text.ts';
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
  const { node } = site;
  const [first] = site.pairs;
  if (first?.sign === 'any') {
    if (types[0]?.kind === 'list' || types[0]?.kind === 'map') throw refusal(typed.sql, node, OF_SUBQUERY);
    return;
  }
  if (first?.sign === 'distinct') {
    for (const [at, slot] of site.slots.entries())
      if (types[at]?.kind === 'map') putInto(slot, call('athena_map_in_order', operandIn(slot)));
    return;
  }
  const made = joined(node, site.pairs.map((_, at) => pairAnew(typed, at)));
  const alias = node['alias'];
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, site.isTurned === true ? not(made) : made, { alias });
}

function joined(node: Changeable, pairs: readonly Node[]): Node {
  if (node['class'] === 'BETWEEN') return allOf(...pairs);
  return node['type'] === 'COMPARE_NOT_IN' ? not(anyOf(...pairs)) : anyOf(...pairs);
}

function pairAnew(typed: Typed, index: number): Node {
  const { site, types, macros, sql } = typed;
  const { left = 0, sign = '=', right = 0 } = site.pairs[index] ?? {};
  const [a, b] = [left, right].map((at) => site.slots[at]).map((slot) => (slot === undefined ? undefined : operandIn(slot)));
  if (a === undefined || b === undefined || sign === 'distinct' || sign === 'any') return site.node;
  const type = commonOf(types[left], types[right]);
  const isNullIf = site.node['function_name'] === 'nullif';
  if (type === undefined && !isNullIf) return compare(a, sign, b);
  const text = type === undefined ? 'a = b' : comparisonText(sign, type);
  if (text === undefined) throw refusal(sql, site.node, OF_MAPS);
  const body = isNullIf ? `CASE WHEN ${text} THEN NULL ELSE a END` : text;
  const name = macros.get(body) ?? `athena_compared_${macros.size}`;
  macros.set(body, name);
  return call(name, a, b);
}

/** What two values are compared as: an element of which nothing is known is as the other. */
function commonOf(left: TypeParts | undefined, right: TypeParts | undefined): TypeParts | undefined {
  if (left === undefined || left.kind === 'none') return right;
  if (right === undefined || right.kind === 'none') return left;
  if (left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', element: commonOf(left.element, right.element) ?? left.element };
  if (left.kind === 'row' && right.kind === 'row')
    return { kind: 'row', fields: left.fields.map((field, at) => commonOf(field, right.fields[at]) ?? field) };
  if (left.kind === 'map' && right.kind === 'map')
    return { kind: 'map', value: commonOf(left.value, right.value) ?? left.value };
  return right.kind === 'scalar' && right.isFloating ? right : left;
}

const OF_MAPS = {
  what: 'maps have no order',
  hint: 'maps can be asked whether they are equal, and for their keys and values',
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
