import { formatter, instantOf, TIME_READERS } from './instant.ts';
import { logicOf } from './judge-logic.ts';
import { spanOf } from './judge-span.ts';
import { functionName } from './constant.ts';
import { columnNames, isNode, nodesIn, SIGNS, textOf, type Node } from './node.ts';

/** A text, a whole number, an instant in microseconds since the epoch, or a truth; null where it is not known. */
export type Value = string | bigint | boolean | null;

type Kind = 'text' | 'number' | 'time' | 'truth';

/** Bounds of a candidate by name, as text. */
export type Bounds = Readonly<Record<string, unknown>>;

/** An expression over bounds. */
export interface Term {
  readonly kind: Kind;
  /** @throws where a bound has a form that only the engine reads */
  readonly of: (bounds: Bounds) => Value;
  /** Text of a literal, which takes the type of what it is compared with. */
  readonly literal?: string;
}

/** What questions are answered with. */
export interface JudgeWorld {
  /** Type of a bound by its name, as DuckDB calls it. */
  readonly typeOf: (name: string) => string | undefined;
  /** The current time in microseconds since the epoch. */
  readonly now: bigint;
}

/**
 * A question to bounds as a function of them, where its meaning leaves no room: comparisons of texts by their bytes, of whole numbers,
 * and of instants that are written in full, in UTC. Undefined for all else: that the engine answers, which takes some milliseconds.
 */
export function judgeOf(world: JudgeWorld, node: Node): ((bounds: Bounds) => boolean | null) | undefined {
  const term = termOf(world, node);
  if (term?.kind !== 'truth') return undefined;
  return (bounds) => {
    const answer = term.of(bounds);
    return typeof answer === 'boolean' ? answer : null;
  };
}

function termOf(world: JudgeWorld, node: Node): Term | undefined {
  switch (node['class']) {
    case 'COLUMN_REF':
      return boundTerm(world, node);
    case 'CONSTANT':
      return constantTerm(node);
    case 'CAST':
      return castTerm(node);
    case 'COMPARISON':
      return comparison(world, node);
    case 'CONJUNCTION':
    case 'OPERATOR':
      return logicOf(
        node,
        nodesIn(node, 'children').map((child) => termOf(world, child)),
      );
    case 'FUNCTION':
      return timeTerm(world, node);
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, Kind>> = {
  VARCHAR: 'text',
  INTEGER: 'number',
  BIGINT: 'number',
  TIMESTAMPTZ: 'time',
};

function boundTerm({ typeOf, now }: JudgeWorld, node: Node): Term | undefined {
  const [table, name, ...rest] = columnNames(node) ?? [];
  if (table === 'current_timestamp' && name === undefined) return { kind: 'time', of: () => now };
  const kind = table === 'f' && name !== undefined ? KINDS[typeOf(name) ?? ''] : undefined;
  if (name === undefined || rest.length > 0 || kind === undefined) return undefined;
  return { kind, of: (bounds) => valueOf(kind, bounds[name]) };
}

function valueOf(kind: Kind, text: unknown): Value {
  if (typeof text !== 'string') return null;
  if (kind === 'text') return text;
  return kind === 'number' ? BigInt(text) : instantOf(text);
}

function constantTerm(node: Node): Term | undefined {
  const { value: held } = node;
  if (!isNode(held) || !isNode(held['type']) || held['is_null'] === true) return undefined;
  const { value } = held;
  switch (held['type']['id']) {
    case 'VARCHAR':
      return typeof value === 'string' ? { kind: 'text', of: () => value, literal: value } : undefined;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? { kind: 'truth', of: () => value } : undefined;
    case 'INTEGER':
    case 'BIGINT':
      return numberTerm(value);
    default:
      return undefined;
  }
}

function numberTerm(value: unknown): Term | undefined {
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isSafeInteger(value)))
    return undefined;
  const number = BigInt(value);
  return { kind: 'number', of: () => number };
}

/** `TIMESTAMP '2026-05-20 00:00:00 UTC'`. */
function castTerm({ child, cast_type: type }: Node): Term | undefined {
  const literal = isNode(child) ? constantTerm(child)?.literal : undefined;
  return literal === undefined || !isNode(type) ? undefined : literalTime(literal, textOf(type, 'id') ?? '');
}

function literalTime(text: string, type: string): Term | undefined {
  const at = TIME_READERS[type]?.(text);
  return at === undefined ? undefined : { kind: 'time', of: () => at };
}

/** The current time, a time and a span, and a time as text. */
function timeTerm(world: JudgeWorld, node: Node): Term | undefined {
  const name = functionName(node);
  const [first, second] = nodesIn(node, 'children');
  if (first === undefined) return name === 'now' ? { kind: 'time', of: () => world.now } : undefined;
  const time = termOf(world, first);
  if (time?.kind !== 'time' || second === undefined) return undefined;
  return TIME_CALLS[name]?.(time, second);
}

const TIME_CALLS: Readonly<Record<string, (time: Term, second: Node) => Term | undefined>> = {
  '+': (time, span) => moved(time, spanOf(span)),
  '-': (time, span) => moved(time, spanOf(span), -1n),
  strftime: (time, pattern) => formatted(time, constantTerm(pattern)?.literal ?? '%'),
};

const moved = (time: Term, by: bigint | undefined, sign = 1n): Term | undefined =>
  by === undefined ? undefined : changed(time, 'time', (at) => at + sign * by);

function formatted(time: Term, pattern: string): Term | undefined {
  const format = formatter(pattern);
  return format && changed(time, 'text', format);
}

const changed = (time: Term, kind: Kind, change: (at: bigint) => Value): Term => ({
  kind,
  of: (bounds) => {
    const at = time.of(bounds);
    return typeof at === 'bigint' ? change(at) : null;
  },
});

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  [SIGNS['=']]: (order) => order === 0,
  [SIGNS['<']]: (order) => order < 0,
  [SIGNS['<=']]: (order) => order <= 0,
  [SIGNS['>']]: (order) => order > 0,
  [SIGNS['>=']]: (order) => order >= 0,
  [SIGNS['<>']]: (order) => order !== 0,
};

function comparison(world: JudgeWorld, { type, left, right }: Node): Term | undefined {
  const test = TESTS[String(type)];
  const first = isNode(left) ? termOf(world, left) : undefined;
  const second = isNode(right) ? termOf(world, right) : undefined;
  if (test === undefined || first === undefined || second === undefined) return undefined;
  const kind = first.literal === undefined ? first.kind : second.kind;
  const [one, other] = [asKind(first, kind), asKind(second, kind)];
  if (one === undefined || other === undefined) return undefined;
  const of = (bounds: Bounds): Value => {
    const [a, b] = [one.of(bounds), other.of(bounds)];
    return a === null || b === null ? null : test(orderOf(a, b));
  };
  return { kind: 'truth', of };
}

function asKind(term: Term, kind: Kind): Term | undefined {
  if (term.kind === kind) return term;
  return term.literal !== undefined && kind === 'time' ? literalTime(term.literal, 'TIMESTAMPTZ') : undefined;
}

/** Texts by their bytes in UTF-8, as DuckDB compares them without a collation. */
function orderOf(one: NonNullable<Value>, other: NonNullable<Value>): number {
  if (typeof one === 'string' && typeof other === 'string')
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one > other) - Number(one < other);
}
