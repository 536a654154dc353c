import type { SoughtValue } from '#port';
import { functionName, type Parameters } from './constant.ts';
import type { Bound, Lookup } from './lookup.ts';
import { columnNames, isNode, nodesIn, SIGNS, textOf, type Node } from './node.ts';

/**
 * The values of which a row must have one to meet a condition; undefined where it can be met otherwise. Seen are `=` and IN of a
 * column with texts, `contains` and `any_match` of a list, the same of IP addresses, and AND and OR of these.
 */
export const soughtValues = (parameters: Parameters, { node, lookup }: Bound): Found =>
  sought({ parameters, place: (names) => pathOf(names, lookup) }, node);

type Place = Pick<SoughtValue, 'path' | 'as'>;

interface World {
  readonly parameters: Parameters;
  /** What a name stands for. */
  readonly place: (names: readonly string[]) => Place | undefined;
}

type Found = readonly SoughtValue[] | undefined;

function sought(world: World, node: Node): Found {
  const children = nodesIn(node, 'children');
  switch (node['type']) {
    case 'CONJUNCTION_AND':
      return children.map((child) => sought(world, child)).find((each) => each !== undefined);
    case 'CONJUNCTION_OR':
      return allFound(children.map((child) => sought(world, child)));
    case SIGNS['=']:
      return equal(world, node['left'], node['right']) ?? equal(world, node['right'], node['left']);
    case 'COMPARE_IN':
      return allFound(children.slice(1).map((item) => equal(world, children[0], item)));
    case 'FUNCTION':
      return CALLS[functionName(node)]?.(world, children);
    default:
      return undefined;
  }
}

function allFound(found: readonly Found[]): Found {
  const known = found.filter((each) => each !== undefined);
  return found.length > 0 && known.length === found.length ? known.flat() : undefined;
}

/** `column = text`, and with both sides as addresses. */
function equal(world: World, left: unknown, right: unknown): Found {
  if (!isNode(left) || !isNode(right)) return undefined;
  const address = ofCall(left, 'athena_to_ip');
  if (address !== undefined)
    return valueAt(world, address, { text: addressText(world, right), isAddress: true });
  return valueAt(world, left, { text: textIn(world, right), isAddress: false });
}

function valueAt(
  { place }: World,
  node: Node,
  { text, isAddress }: { text: string | undefined; isAddress: boolean },
): Found {
  const at = text === undefined ? undefined : place(columnNames(node) ?? []);
  return at === undefined || text === undefined ? undefined : [{ ...at, text, isAddress }];
}

/** Calls that only rows with certain values meet. */
const CALLS: Readonly<Record<string, (world: World, children: readonly Node[]) => Found>> = {
  athena_contains: (world, [list, item]) =>
    equal({ ...world, place: (names) => elementOf(world.place(names)) }, list, item),
  athena_any: (world, [tests]) =>
    tests !== undefined && functionName(tests) === 'list_transform'
      ? someElement(world, nodesIn(tests, 'children'))
      : undefined,
};

const elementOf = (at: Place | undefined): Place | undefined =>
  at?.as === 'value' ? { path: at.path, as: 'element' } : undefined;

/** A condition on the elements of a list, of which one must meet it: there the variable stands for an element. */
function someElement(world: World, [list, lambda]: readonly Node[]): Found {
  const element = list && elementOf(world.place(columnNames(list) ?? []));
  const { lhs, expr } = lambda?.['class'] === 'LAMBDA' ? lambda : {};
  const variable = isNode(lhs) ? columnNames(lhs)?.join('.') : undefined;
  if (element === undefined || variable === undefined || !isNode(expr)) return undefined;
  return sought({ ...world, place: (names) => (names.join('.') === variable ? element : undefined) }, expr);
}

/** The one argument of a call of that name. */
function ofCall(node: Node, name: string): Node | undefined {
  const [only, second] = nodesIn(node, 'children');
  return node['class'] === 'FUNCTION' && functionName(node) === name && second === undefined
    ? only
    : undefined;
}

/** A text that stands there, or that is bound there. */
function textIn({ parameters }: World, node: Node): string | undefined {
  if (node['class'] === 'PARAMETER') {
    const value = parameters[Number(node['identifier']) - 1];
    return typeof value === 'string' ? value : undefined;
  }
  const value = node['class'] === 'CONSTANT' ? node['value'] : undefined;
  if (!isNode(value) || value['is_null'] === true || !isNode(value['type'])) return undefined;
  return textOf(value['type'], 'id') === 'VARCHAR' && typeof value['value'] === 'string'
    ? value['value']
    : undefined;
}

/** `IPADDRESS '…'`, and a cast of a text to it. */
function addressText(world: World, node: Node): string | undefined {
  const inner = ofCall(node, 'athena_ip') ?? ofCall(node, 'athena_to_ip');
  return inner && textIn(world, inner);
}

/** A name that leads to a column, by way of other names. */
function pathOf(names: readonly string[], lookup: Lookup): Place | undefined {
  const found = lookup(names);
  if (found === undefined) return undefined;
  if ('path' in found) return { path: found.path, as: 'value' };
  return pathOf(columnNames(found.node) ?? [], found.lookup);
}
