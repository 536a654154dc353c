import { call, isNode, nodesIn, nodesOf, textOf, type Node } from '#plan';
import { operandIn, putInto, type Changeable, type Site, type Slot } from './comparison-sites.ts';
import { withoutPlaces } from './tree-text.ts';
import type { TypeParts } from './type-text.ts';

/** What a map comes of in a query: no table of a lake has one. */
const MAPS = /map|histogram|transform_/i;

/** Where a statement takes equal values together, as far as it may have maps, whose entries may stand in any order. */
export function groupedSites(tree: unknown, sql: string): readonly Site[] {
  if (!MAPS.test(sql)) return [];
  const nodes = [...nodesOf(tree)] as readonly Changeable[];
  return nodes.flatMap((node) =>
    slotsOf(node).map((slot) => ({
      node,
      slots: [slot],
      pairs: [{ left: 0, sign: 'group' as const, right: 0 }],
    })),
  );
}

function slotsOf(node: Changeable): readonly Slot[] {
  if (node['type'] === 'SELECT_NODE')
    return [...groupSlots(node), ...(isDistinct(node) ? itemSlots(node) : [])];
  if (node['type'] === 'SET_OPERATION_NODE')
    return node['setop_type'] === 'UNION' && node['setop_all'] === true
      ? []
      : leavesOf(node).flatMap(itemSlots);
  return node['class'] === 'FUNCTION' && node['distinct'] === true ? slotsIn(node, 'children') : [];
}

const slotsIn = (node: Node, key: string): readonly Slot[] => {
  const list = node[key];
  return Array.isArray(list) ? list.map((_, at) => ({ holder: list as unknown[], key: at })) : [];
};

const isDistinct = (node: Node): boolean =>
  nodesIn(node, 'modifiers').some(({ type }) => type === 'DISTINCT_MODIFIER');

const itemSlots = (node: Node): readonly Slot[] =>
  slotsIn(node, 'select_list').filter((slot) => operandIn(slot)['class'] !== 'STAR');

/** What is grouped by; a number stands for an item. */
function groupSlots(node: Node): readonly Slot[] {
  const items = slotsIn(node, 'select_list');
  return slotsIn(node, 'group_expressions').flatMap((slot) => {
    const { value } = operandIn(slot);
    const place =
      operandIn(slot)['class'] === 'CONSTANT' && isNode(value) ? Number(value['value']) : undefined;
    return place === undefined ? slot : (items[place - 1] ?? []);
  });
}

/** The queries that a set operation is of. */
function leavesOf(node: Node): readonly Node[] {
  const sides = ['left', 'right'].map((key) => node[key]).filter(isNode);
  return node['type'] === 'SET_OPERATION_NODE'
    ? [...sides, ...nodesIn(node, 'children')].flatMap(leavesOf)
    : [node];
}

/** A value of a type with its maps in the order of their keys; nothing for a type without maps, or with one in a row. */
export function inOrderText(type: TypeParts, value: string, depth = 0): string | undefined {
  const name = `g${depth}`;
  const inner = (part: TypeParts, text: string): string => inOrderText(part, text, depth + 1) ?? text;
  if (type.kind === 'map')
    return `map_from_entries(list_sort(list_transform(map_entries(${value}), lambda ${name}: {'key': ${inner(type.key, `${name}."key"`)}, 'value': ${inner(type.value, `${name}."value"`)}})))`;
  if (type.kind !== 'list') return undefined;
  const element = inOrderText(type.element, name, depth + 1);
  return element === undefined ? undefined : `list_transform(${value}, lambda ${name}: ${element})`;
}

/** Whether a map stands in a type, at any depth. */
export const hasMap = (type: TypeParts): boolean =>
  type.kind === 'map' ||
  (type.kind === 'list' && hasMap(type.element)) ||
  (type.kind === 'row' && type.fields.some(hasMap));

/** Puts a call of a macro around a value wherever its query has it: what is grouped by is what is shown. */
export function wrapAll({ node, slots: [slot] }: Site, macro: string): void {
  if (slot === undefined) return;
  const key = keyOf(operandIn(slot));
  for (const each of [slot, ...everySlot(node)])
    if (keyOf(operandIn(each)) === key)
      putInto(each, wrapped(each, macro, each.holder === node['select_list']));
}

const keyOf = (node: unknown): string => (isNode(node) ? withoutPlaces({ ...node, alias: '' }) : '');

/** An item keeps the name that it has. */
function wrapped(slot: Slot, macro: string, isItem: boolean): Node {
  const node = operandIn(slot);
  const names = node['column_names'];
  const name = isItem && Array.isArray(names) ? String(names.at(-1)) : '';
  const inner = { ...node, alias: '' };
  return { ...call(macro, inner, inner), alias: textOf(node, 'alias') ?? name };
}

/** Every place of an expression in the parts of a query that stand behind its grouping. */
function everySlot(node: Changeable): readonly Slot[] {
  if (node['type'] !== 'SELECT_NODE') return [];
  const parts = ['select_list', 'group_expressions', 'having', 'qualify', 'modifiers'];
  return parts.flatMap((key) => within({ holder: node, key }));
}

function within(slot: Slot): readonly Slot[] {
  const value: unknown = operandIn(slot);
  if (Array.isArray(value)) return value.flatMap((_, key) => within({ holder: value as unknown[], key }));
  if (!isNode(value)) return [];
  const holder = value as Changeable;
  const inner = Object.keys(holder).flatMap((key) => within({ holder, key }));
  return typeof value['class'] === 'string' ? [...inner, slot] : inner;
}
