import type { Term, Value } from './judge.ts';
import type { Node } from './node.ts';

type Join = (values: readonly Value[]) => Value;

/** SQL's logic of three values: what is not known leaves the whole unknown, unless another part decides it. */
const JOINS: Readonly<Record<string, Join>> = {
  CONJUNCTION_AND: (values) => (values.includes(false) ? false : values.includes(null) ? null : true),
  CONJUNCTION_OR: (values) => (values.includes(true) ? true : values.includes(null) ? null : false),
  OPERATOR_NOT: ([value = null]) => (value === null ? null : value !== true),
  OPERATOR_COALESCE: (values) => values.find((value) => value !== null) ?? null,
};

/** AND, OR, NOT and COALESCE of truths; undefined for all else. */
export function logicOf(node: Node, children: readonly (Term | undefined)[]): Term | undefined {
  const join = JOINS[String(node['type'])];
  const known = children.filter((child) => child?.kind === 'truth');
  if (join === undefined || known.length < children.length) return undefined;
  return { kind: 'truth', of: (bounds) => join(known.map((child) => child?.of(bounds) ?? null)) };
}
