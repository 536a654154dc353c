import { CURRENT_NAMES, isNode, kindOfFunction, nodesIn, nodesOf, textOf, type Node } from '#plan';
import { NESTED } from './athena-nested.ts';
import { filtersOf } from './comparison-subquery.ts';
import type { Sign } from './comparison-text.ts';

/** A node of a parsed statement that is to be changed where it stands. */
export type Changeable = Record<string, unknown>;

/** Where an operand stands: in a member of a node, or among its children. */
export interface Slot {
  readonly holder: Changeable | unknown[];
  readonly key: string | number;
}

/** A comparison in a parsed statement, with what it compares. */
export interface Site {
  readonly node: Changeable;
  readonly slots: readonly Slot[];
  /** Which of the slots are compared with which. */
  readonly pairs: readonly Pair[];
  /** The comparison stands behind a NOT: the engine's parser turns its sign round, which is not the same where a NaN is. */
  readonly isTurned?: boolean;
  /** The rows of a query are kept by it. */
  readonly isFilter?: boolean;
}

interface Pair {
  readonly left: number;
  /** `any`: with the answer of a subquery. `cast`: no comparison, but a cast that depends on what is cast. `group`: taken together with its like. */
  readonly sign: Sign | 'distinct' | 'any' | 'cast' | 'group';
  readonly right: number;
}

/** What stands in a slot. */
export const operandIn = ({ holder, key }: Slot): Node => (holder as Changeable)[key] as Node;

/** Puts something else into a slot. */
export function putInto({ holder, key }: Slot, operand: Node): void {
  (holder as Changeable)[key] = operand;
}

/** Puts another node where one stands, under its alias. */
export function putAnew(node: Changeable, made: Node): void {
  const alias = node['alias'];
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, made, { alias });
}

/**
 * The comparisons of a statement that may mean something else in Athena, as far as its text says: of values that may be arrays, rows or
 * maps, and where the statement can make a NaN, of numbers that may be one.
 */
export function comparisonSites(tree: unknown, sql: string, mayBeNan: boolean): readonly Site[] {
  const bytes = Buffer.from(sql);
  const filters = mayBeNan ? filtersOf(tree) : new Set();
  return [...nodesOf(tree)].flatMap((node) => {
    const site = siteAt(node, bytes);
    const isOfUse = site?.pairs.some((pair) => isOpen(site, pair, mayBeNan)) === true;
    return site !== undefined && isOfUse ? [{ ...site, isFilter: filters.has(node) }] : [];
  });
}

const SIGNS: Readonly<Record<string, Sign | 'distinct'>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'distinct',
  COMPARE_NOT_DISTINCT_FROM: 'distinct',
};

/** Signs that a NOT before them turns into each other. */
const TURNED: Readonly<Record<string, Sign>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

const MOST_NOTS = 1000;

/** Whether a comparison stands behind an odd number of NOT: then that is where the tree says it stands. */
function isTurned(node: Node, sign: string, sql: Buffer): boolean {
  const place = node['query_location'];
  if (typeof place !== 'number' || !Object.hasOwn(TURNED, sign)) return false;
  const [nots = ''] = /^(?:not\b[\s(]*)*/i.exec(sql.subarray(place, place + MOST_NOTS).toString()) ?? [];
  return (nots.match(/not/gi) ?? []).length % 2 === 1;
}

function siteAt(node: Changeable, sql: Buffer): Site | undefined {
  const slots = (...keys: readonly string[]): Slot[] => keys.map((key) => ({ holder: node, key }));
  const sign = SIGNS[textOf(node, 'type') ?? ''];
  if (node['class'] === 'COMPARISON' && sign !== undefined) return compared(node, sign, sql);
  if (node['class'] === 'SUBQUERY' && node['subquery_type'] === 'ANY' && isNode(node['child']))
    return { node, slots: slots('child'), pairs: [{ left: 0, sign: 'any', right: 0 }] };
  if (node['class'] === 'BETWEEN') return { node, slots: slots('input', 'lower', 'upper'), pairs: BETWEEN };
  const { children } = node;
  return Array.isArray(children) ? siteOfMany(node, children) : undefined;
}

function siteOfMany(node: Changeable, children: unknown[]): Site | undefined {
  const slots = children.map((_, key) => ({ holder: children, key }));
  if (node['function_name'] === NESTED)
    return { node, slots: slots.slice(0, 1), pairs: [{ left: 0, sign: 'cast', right: 0 }] };
  if (!isEqualityOfMany(node)) return undefined;
  return { node, slots, pairs: slots.slice(1).map((_, at) => ({ left: 0, sign: '=', right: at + 1 })) };
}

function compared(node: Changeable, sign: Sign | 'distinct', sql: Buffer): Site {
  const slots = ['left', 'right'].map((key) => ({ holder: node, key }));
  const turned = isTurned(node, sign, sql);
  return {
    node,
    slots,
    pairs: [{ left: 0, sign: turned ? (TURNED[sign] ?? sign) : sign, right: 1 }],
    isTurned: turned,
  };
}

const BETWEEN: readonly Pair[] = [
  { left: 0, sign: '>=', right: 1 },
  { left: 0, sign: '<=', right: 2 },
];

const isEqualityOfMany = (node: Node): boolean =>
  node['type'] === 'COMPARE_IN' || node['type'] === 'COMPARE_NOT_IN' || node['function_name'] === 'nullif';

/** Whether only the engine can say what a comparison means, as far as the text of its operands goes. */
function isOpen({ slots }: Site, { left, sign, right }: Pair, mayBeNan: boolean): boolean {
  const [of, than] = [left, right].map((at) => slots[at]).map((slot) => (slot ? knownOf(slot) : 'scalar'));
  if (of === 'zoned' || than === 'zoned') return true;
  if (of === 'scalar' || than === 'scalar') return false;
  if (of === 'open' && than === 'open') return true;
  return mayBeNan && (of === 'number' || than === 'number' ? isOfNumber(sign, of, than) : true);
}

/** Whether a number that is never NaN stands where one that is would be the greater: there the sign means something else. */
const isOfNumber = (sign: Pair['sign'], of: Known | undefined, than: Known | undefined): boolean => {
  if (of === than) return false;
  return sign.startsWith('>') ? than === 'number' : (sign === '<' || sign === '<=') && of === 'number';
};

/** What a value is by its text alone: `open` where only the engine knows, `number` one that is never NaN, `zoned` a time of another zone. */
export type Known = 'scalar' | 'number' | 'double' | 'zoned' | 'open';

const NUMBERS = /INT|^DECIMAL/;
const OPEN_TYPES = /^(?:LIST|STRUCT|MAP|ARRAY|UNBOUND|USER|UNKNOWN)$/;

const ofType = (type: unknown): Known => {
  const id = isNode(type) ? textOf(type, 'id') : undefined;
  if (id === undefined || OPEN_TYPES.test(id)) return 'open';
  return /^(?:DOUBLE|FLOAT)$/.test(id) ? 'double' : NUMBERS.test(id) ? 'number' : 'scalar';
};

const giving = (names: string, what: Known): Record<string, Known> =>
  Object.fromEntries(names.split(' ').map((name) => [name, what]));

/** What functions give that the planner does not know. */
const GIVEN: Readonly<Record<string, Known>> = {
  ...giving('count count_star length strlen len athena_cardinality', 'number'),
  ...giving('athena_infinity athena_nan athena_to_double athena_to_real', 'double'),
  ...giving('athena_at_zone athena_with_zone timezone', 'zoned'),
  ...giving(
    'athena_contains athena_ip athena_to_boolean athena_to_ip athena_subnet_max athena_subnet_min',
    'scalar',
  ),
};

/** What stands in a slot, by its text alone. */
export const knownOf = (slot: Slot): Known => known(operandIn(slot));

function known(node: Node): Known {
  const { value } = node;
  switch (node['class']) {
    case 'CONSTANT':
      return ofType(isNode(value) ? value['type'] : undefined);
    case 'CAST':
      return ofType(node['cast_type']);
    case 'FUNCTION':
      return ofFunction(node);
    case 'COLUMN_REF':
      return isCurrent(node) ? 'scalar' : 'open';
    case 'CONJUNCTION':
    case 'COMPARISON':
    case 'BETWEEN':
      return 'scalar';
    default:
      return 'open';
  }
}

/** `current_timestamp`, which is no column of a table. */
const isCurrent = ({ column_names: names }: Node): boolean =>
  Array.isArray(names) && names.length === 1 && CURRENT_NAMES.has(String(names[0]).toLowerCase());

function ofFunction(node: Node): Known {
  const name = textOf(node, 'function_name') ?? '';
  const children = nodesIn(node, 'children').map(known);
  // What a time or an interval is added to is none of the others.
  if (/^[+*-]$/.test(name)) return children.every((each) => each === 'number') ? 'number' : ofSum(children);
  const named = Object.hasOwn(GIVEN, name) ? GIVEN[name] : undefined;
  if (named !== undefined) return named;
  const kind = /^\w/.test(name) ? kindOfFunction(name) : undefined;
  return kind === 'text' || kind === 'time' || kind === 'span' ? 'scalar' : 'open';
}

const ofSum = (children: readonly Known[]): Known => (children.includes('scalar') ? 'scalar' : 'open');
