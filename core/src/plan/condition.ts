import type { Bound } from './lookup.ts';
import {
  allOf,
  anyOf,
  call,
  compare,
  isNode,
  literalOf,
  nodesIn,
  not,
  SIGNS,
  textOf,
  type Node,
} from './node.ts';
import { rangeOf, type Range, type RangeWorld } from './range.ts';

/** Items of an IN list above which nothing is asked of the bounds. */
const MOST_ITEMS = 2000;

/**
 * Whether a condition may hold for some row of a file, as an expression over the file's bounds: false or true, null where
 * a bound is missing. Undefined: it may always hold. Only comparisons say anything, so that a condition that is met by null
 * never prunes.
 */
export function mayHold(world: RangeWorld, { node, lookup }: Bound): Node | undefined {
  const child = (each: Node) => mayHold(world, { node: each, lookup });
  switch (node['type']) {
    case 'CONJUNCTION_AND': {
      const known = nodesIn(node, 'children')
        .map(child)
        .filter((each) => each !== undefined);
      return known.length === 0 ? undefined : allOf(...known.map(orUnsure));
    }
    case 'CONJUNCTION_OR': {
      const all = nodesIn(node, 'children').map(child);
      const known = all.filter((each) => each !== undefined);
      return known.length < all.length ? undefined : anyOf(...known.map(orUnsure));
    }
    case 'COMPARE_BETWEEN':
      return between(world, { node, lookup });
    case 'COMPARE_IN':
      return oneOf(world, { node, lookup });
    case 'FUNCTION':
      return startsWith(world, { node, lookup });
    default:
      return compared(world, { node, lookup });
  }
}

const TRUE = literalOf(true);

/** An unknown part must not make the whole unknown: it may hold. */
const orUnsure = (node: Node): Node => ({
  class: 'OPERATOR',
  type: 'OPERATOR_COALESCE',
  alias: '',
  children: [node, TRUE],
});

const OVERLAPS: Readonly<Record<string, (left: Range, right: Range) => Node>> = {
  [SIGNS['=']]: (left, right) =>
    allOf(compare(left.least, '<=', right.greatest), compare(right.least, '<=', left.greatest)),
  [SIGNS['<']]: (left, right) => compare(left.least, '<', right.greatest),
  [SIGNS['<=']]: (left, right) => compare(left.least, '<=', right.greatest),
  [SIGNS['>']]: (left, right) => compare(left.greatest, '>', right.least),
  [SIGNS['>=']]: (left, right) => compare(left.greatest, '>=', right.least),
  [SIGNS['<>']]: (left, right) =>
    not(
      allOf(
        compare(left.least, '=', left.greatest),
        compare(right.least, '=', right.greatest),
        compare(left.least, '=', right.least),
      ),
    ),
};

function compared(world: RangeWorld, { node, lookup }: Bound): Node | undefined {
  const { left, right } = node;
  const overlap = OVERLAPS[String(node['type'])];
  if (overlap === undefined || !isNode(left) || !isNode(right)) return undefined;
  return ofRanges(rangeOf(world, { node: left, lookup }), rangeOf(world, { node: right, lookup }), overlap);
}

function ofRanges(
  left: Range | undefined,
  right: Range | undefined,
  overlap: (left: Range, right: Range) => Node,
): Node | undefined {
  if (left === undefined || right === undefined || !areAlike(left, right)) return undefined;
  return overlap(left, right);
}

/** A text compared with a number is compared as a number: then the order of its bounds says nothing. */
const areAlike = (left: Range, right: Range): boolean =>
  left.kind === right.kind || left.kind === 'literal' || right.kind === 'literal';

function between(world: RangeWorld, { node, lookup }: Bound): Node | undefined {
  const { input, lower, upper } = node;
  if (!isNode(input) || !isNode(lower) || !isNode(upper)) return undefined;
  const side = (sign: '>=' | '<=', to: Node) =>
    compared(world, { node: compare(input, sign, to), lookup }) ?? [];
  const known = [side('>=', lower), side('<=', upper)].flat();
  return known.length === 0 ? undefined : allOf(...known);
}

function oneOf(world: RangeWorld, { node, lookup }: Bound): Node | undefined {
  const [input, ...all] = nodesIn(node, 'children');
  // No value equals null: it can only make false unknown, and neither keeps a row.
  const items = all.filter((item) => !isNull(item));
  if (input === undefined || items.length === 0 || items.length > MOST_ITEMS) return undefined;
  const each = items.map((item) => compared(world, { node: compare(input, '=', item), lookup }));
  const known = each.filter((part) => part !== undefined);
  return known.length < each.length ? undefined : anyOf(...known.map(orUnsure));
}

const isNull = (node: Node): boolean =>
  node['class'] === 'CONSTANT' && isNode(node['value']) && node['value']['is_null'] === true;

/** `x LIKE 'beginning%'` and `starts_with(x, 'beginning')`. */
function startsWith(world: RangeWorld, { node, lookup }: Bound): Node | undefined {
  const [text, pattern, more] = nodesIn(node, 'children');
  const value = isNode(pattern?.['value']) ? textOf(pattern['value'], 'value') : undefined;
  if (text === undefined || value === undefined || more !== undefined) return undefined;
  const start = startOf(textOf(node, 'function_name') ?? '', value);
  const range = start === '' ? undefined : rangeOf(world, { node: text, lookup });
  if (range?.kind !== 'text') return undefined;
  const length = literalOf(Array.from(start).length);
  return allOf(
    compare(call('left', range.least, length), '<=', literalOf(start)),
    compare(call('left', range.greatest, length), '>=', literalOf(start)),
  );
}

/** What every text begins with that the call takes; empty where nothing is known. */
function startOf(name: string, pattern: string): string {
  if (name === '~~') return /^[^%_]*/.exec(pattern)?.[0] ?? '';
  return name === 'starts_with' || name === '^@' ? pattern : '';
}
