import { functionName } from './constant.ts';
import { isNode, nodesIn, type Node } from './node.ts';

/** Microseconds of the spans that are always as long, in UTC. */
const LENGTHS: Readonly<Record<string, bigint>> = {
  to_seconds: 1_000_000n,
  to_minutes: 60_000_000n,
  to_hours: 3_600_000_000n,
  to_days: 86_400_000_000n,
};

/** Microseconds of `INTERVAL '1' DAY`, which the parser makes `to_days(CAST(trunc(CAST('1' AS DOUBLE)) AS INTEGER))`. */
export function spanOf(node: Node): bigint | undefined {
  const length = node['class'] === 'FUNCTION' ? LENGTHS[functionName(node)] : undefined;
  const [child] = nodesIn(node, 'children');
  const count = child === undefined ? undefined : countOf(child);
  return length === undefined || count === undefined ? undefined : length * count;
}

/** A small whole number, however it is wrapped; undefined for any other. */
function countOf(node: Node): bigint | undefined {
  let inner: Node | undefined = node;
  while (inner !== undefined && inner['class'] !== 'CONSTANT') inner = unwrapped(inner);
  const held = inner?.['value'];
  const value = isNode(held) ? held['value'] : undefined;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,6}$/.test(text) ? BigInt(text) : undefined;
}

function unwrapped(node: Node): Node | undefined {
  if (node['class'] === 'CAST') return isNode(node['child']) ? node['child'] : undefined;
  return functionName(node) === 'trunc' ? nodesIn(node, 'children')[0] : undefined;
}
