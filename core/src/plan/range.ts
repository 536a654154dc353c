import { constantKind, constantOf, functionName, type Parameters } from './constant.ts';
import type { Bound, Lookup } from './lookup.ts';
import {
  kindOf,
  MONOTONE,
  readsIso,
  sortsAsTime,
  CURRENT_FUNCTIONS,
  CURRENT_NAMES,
  type Kind,
} from './monotone.ts';
import { call, columnNames, isNode, literalOf, nodesIn, textOf, type Node } from './node.ts';

/** The least and the greatest that an expression can be in a file, as expressions over the file's bounds. */
export interface Range {
  readonly least: Node;
  readonly greatest: Node;
  readonly kind: Kind;
}

/** What ranges are made of. */
export interface RangeWorld {
  /** Range of a column; undefined where it has none. Takes note that its bounds are needed. */
  readonly column: (path: readonly string[]) => Range | undefined;
  /** Path of the time column whose ISO 8601 text this is; undefined for any other. */
  readonly instantOf: (path: readonly string[]) => readonly string[] | undefined;
  readonly parameters: Parameters;
}

/** The range of an expression; undefined where nothing can be said. */
export function rangeOf(world: RangeWorld, { node, lookup }: Bound): Range | undefined {
  if (isCurrentTime({ node, lookup })) return untilTomorrow(node);
  const constant = constantOf(world.parameters, node);
  if (constant !== undefined) {
    const kind = constantKind(constant);
    return kind === undefined ? undefined : { least: constant, greatest: constant, kind };
  }
  switch (node['class']) {
    case 'COLUMN_REF':
      return ofColumn(world, node, lookup);
    case 'CAST':
      return ofCast(world, node, lookup);
    case 'FUNCTION':
      return ofFunction(world, node, lookup);
    default:
      return undefined;
  }
}

function ofColumn(world: RangeWorld, node: Node, lookup: Lookup): Range | undefined {
  const found = lookup(columnNames(node) ?? []);
  if (found === undefined) return undefined;
  return 'path' in found ? world.column(found.path) : rangeOf(world, found);
}

const TIME_TYPES = new Set(['DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE']);

function ofCast(world: RangeWorld, node: Node, lookup: Lookup): Range | undefined {
  const child = node['child'];
  const type = isNode(node['cast_type']) ? (textOf(node['cast_type'], 'id') ?? '') : '';
  if (!isNode(child)) return undefined;
  const instant = TIME_TYPES.has(type) ? ofInstant(world, child, lookup) : undefined;
  const range = instant ?? rangeOf(world, { node: child, lookup });
  const to = kindOf(type);
  if (range === undefined || to === undefined || to !== range.kind) return undefined;
  return mapped(range, to, (each) => ({ ...node, alias: '', child: each, try_cast: true }));
}

/** The range of `event_time`, where an expression is the column with its text. */
function ofInstant(world: RangeWorld, node: Node, lookup: Lookup): Range | undefined {
  const found = lookup(columnNames(node) ?? []);
  if (found === undefined) return undefined;
  if (!('path' in found)) return ofInstant(world, found.node, found.lookup);
  const time = world.instantOf(found.path);
  return time === undefined ? undefined : world.column(time);
}

const mapped = ({ least, greatest }: Range, kind: Kind, map: (each: Node) => Node): Range => ({
  least: map(least),
  greatest: map(greatest),
  kind,
});

function ofFunction(world: RangeWorld, node: Node, lookup: Lookup): Range | undefined {
  const name = functionName(node);
  const children = nodesIn(node, 'children');
  if (node['filter'] !== null || node['distinct'] === true) return undefined;
  const special = SPECIAL[name]?.(world, children, lookup);
  if (special !== undefined) return special;
  const rule = MONOTONE[name];
  if (rule === undefined) return undefined;
  return through(world, { node, lookup, ...rule });
}

interface Through extends Bound {
  readonly of: number;
  readonly from: Kind;
  readonly to: Kind;
}

/** The range of a call that rises with one argument while the others are constant. */
function through(world: RangeWorld, { node, lookup, of, from, to }: Through): Range | undefined {
  const children = nodesIn(node, 'children');
  const others = children.map((child, at) => (at === of ? child : constantOf(world.parameters, child)));
  const inner = children[of];
  if (inner === undefined || others.includes(undefined)) return undefined;
  const range = rangeOf(world, { node: inner, lookup });
  if (range?.kind !== from) return undefined;
  const known = others.filter((each) => each !== undefined);
  return mapped(range, to, (each) => ({ ...node, alias: '', children: known.with(of, each) }));
}

type Special = (world: RangeWorld, children: readonly Node[], lookup: Lookup) => Range | undefined;

/** A time that is made of the text of one. */
function ofText(name: string): Special {
  return (world, [child], lookup) => {
    const range = child && ofInstant(world, child, lookup);
    return range && mapped(range, 'time', (each) => call(name, each));
  };
}

/** The time of a text, cut to a millisecond: within a second before that of the column. */
const cutInstant: Special = (world, [child], lookup) => {
  const range = child && ofInstant(world, child, lookup);
  return range && { ...range, least: call('-', range.least, call('to_seconds', literalOf(1))) };
};

/** Calls that rise only under conditions of their own. */
const SPECIAL: Readonly<Record<string, Special>> = {
  '+': (world, [left, right], lookup) => shifted(world, { sign: '+', left, right }, lookup),
  '-': (world, [left, right], lookup) => shifted(world, { sign: '-', left, right }, lookup),
  '*': (world, [left, right], lookup) => scaled(world, { sign: '*', left, right }, lookup),
  '/': (world, [left, right], lookup) => scaled(world, { sign: '/', left, right }, lookup),
  '//': (world, [left, right], lookup) => scaled(world, { sign: '//', left, right }, lookup),
  substr: (world, children, lookup) => beginning(world, children, lookup),
  substring: (world, children, lookup) => beginning(world, children, lookup),
  strftime: (world, children, lookup) => formatted(world, children, lookup),
  strptime: (world, children, lookup) => parsed(world, children, lookup),
  athena_substr: (world, children, lookup) => beginning(world, children, lookup),
  athena_strftime: (world, children, lookup) => formatted(world, children, lookup),
  athena_from_iso8601: cutInstant,
  athena_from_iso8601_utc: cutInstant,
  athena_date: ofText('athena_date'),
  athena_to_date: ofText('athena_to_date'),
  athena_to_instant: ofText('athena_to_instant'),
  athena_to_instant_utc: ofText('athena_to_instant'),
  athena_to_timestamp: ofText('athena_to_timestamp'),
};

interface Sum {
  readonly sign: string;
  readonly left: Node | undefined;
  readonly right: Node | undefined;
}

function shifted(world: RangeWorld, { sign, left, right }: Sum, lookup: Lookup): Range | undefined {
  const by = right && constantOf(world.parameters, right);
  const range = left && by && rangeOf(world, { node: left, lookup });
  if (range === undefined || (range.kind !== 'time' && range.kind !== 'number')) return undefined;
  return mapped(range, range.kind, (each) => call(sign, each, by ?? each));
}

/** By a positive number only: a negative one would turn the range around. */
function scaled(world: RangeWorld, { sign, left, right }: Sum, lookup: Lookup): Range | undefined {
  const range = left && isPositive(right) ? rangeOf(world, { node: left, lookup }) : undefined;
  if (range?.kind !== 'number' || right === undefined) return undefined;
  return mapped(range, 'number', (each) => call(sign, each, right));
}

function isPositive(node: Node | undefined): boolean {
  const value = node?.['value'];
  if (!isNode(value) || node?.['class'] !== 'CONSTANT') return false;
  return typeof value['value'] === 'number' && value['value'] > 0;
}

/** `substr(text, 1, n)`. */
function beginning(world: RangeWorld, children: readonly Node[], lookup: Lookup): Range | undefined {
  const [text, from, length] = children;
  const isStart = isNode(from?.['value']) && from['value']['value'] === 1;
  if (text === undefined || !isStart || (length !== undefined && !isPositive(length))) return undefined;
  const range = rangeOf(world, { node: text, lookup });
  if (range?.kind !== 'text') return undefined;
  return mapped(range, 'text', (each) => call('substr', each, ...children.slice(1)));
}

const patternOf = (node: Node | undefined): string => {
  const value = node?.['class'] === 'CONSTANT' ? node['value'] : undefined;
  return isNode(value) && typeof value['value'] === 'string' ? value['value'] : '';
};

function formatted(world: RangeWorld, children: readonly Node[], lookup: Lookup): Range | undefined {
  const [time, pattern] = children;
  if (time === undefined || pattern === undefined || !sortsAsTime(patternOf(pattern))) return undefined;
  const range = rangeOf(world, { node: time, lookup });
  if (range?.kind !== 'time') return undefined;
  return mapped(range, 'text', (each) => call('strftime', each, pattern));
}

const parsed: Special = (world, [text, pattern], lookup) =>
  text !== undefined && readsIso(patternOf(pattern)) ? ofInstant(world, text, lookup) : undefined;

/** `current_date` and its like are columns where a table has such a one. */
function isCurrentTime({ node, lookup }: Bound): boolean {
  if (node['class'] === 'FUNCTION') return CURRENT_FUNCTIONS.has(functionName(node));
  const [name = '', ...rest] = columnNames(node) ?? [];
  if (rest.length > 0 || !CURRENT_NAMES.has(name)) return false;
  return lookup([name]) === undefined;
}

/** The query runs a little after its planning: within a day, surely. */
const untilTomorrow = (now: Node): Range => ({
  least: now,
  greatest: call('+', now, call('to_days', literalOf(1))),
  kind: 'time',
});
