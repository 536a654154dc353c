import { kindOf, PURE, type Kind } from './monotone.ts';
import { isNode, literalOf, nodesIn, textOf, type Node } from './node.ts';

/** Values of a statement's `?`, in their order. */
export type Parameters = readonly (string | number | bigint | boolean | null)[];

/** An expression with its parameters filled in, where it needs no row and gives the same within a query. */
export function constantOf(parameters: Parameters, node: Node): Node | undefined {
  switch (node['class']) {
    case 'CONSTANT':
      return { ...node, alias: '' };
    case 'PARAMETER': {
      const at = Number(node['identifier']) - 1;
      return at in parameters ? literalOf(parameters[at] ?? null) : undefined;
    }
    case 'CAST': {
      const child = isNode(node['child']) ? constantOf(parameters, node['child']) : undefined;
      return child && { ...node, alias: '', child };
    }
    case 'FUNCTION':
      return constantCall(parameters, node);
    default:
      return undefined;
  }
}

/** Name of the function that a node calls, lower-case. */
export const functionName = (node: Node): string => (textOf(node, 'function_name') ?? '').toLowerCase();

function constantCall(parameters: Parameters, node: Node): Node | undefined {
  if (!Object.hasOwn(PURE, functionName(node))) return undefined;
  const children = nodesIn(node, 'children').map((child) => constantOf(parameters, child));
  return children.includes(undefined) ? undefined : { ...node, alias: '', children };
}

/** What a constant is compared as. */
export function constantKind(node: Node): Kind | undefined {
  if (node['class'] === 'CAST') return typeKind(node['cast_type']);
  if (node['class'] !== 'CONSTANT') return resultKind(node);
  const kind = isNode(node['value']) ? typeKind(node['value']['type']) : undefined;
  return kind === 'text' ? 'literal' : kind;
}

const typeKind = (type: unknown): Kind | undefined =>
  isNode(type) ? kindOf(textOf(type, 'id') ?? '') : undefined;

function resultKind(node: Node): Kind | undefined {
  const result = PURE[functionName(node)];
  const [first] = nodesIn(node, 'children');
  if (result === 'first') return first && constantKind(first);
  return result === 'span' ? undefined : result;
}
