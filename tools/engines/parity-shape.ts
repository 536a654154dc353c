/** A column's type, told the same for both engines: `scalar` names are Trino's. */
export type Shape =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'array'; readonly element: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | { readonly kind: 'row'; readonly fields: readonly { readonly name: string; readonly shape: Shape }[] };

/** Scalars of DuckDB by Trino's name; what is missing has the same name in both. */
const SCALARS: Readonly<Record<string, string>> = {
  blob: 'varbinary',
  hugeint: 'hugeint',
  float: 'real',
  'timestamp with time zone': 'timestamp with time zone',
  timestamp_ns: 'timestamp',
  uhugeint: 'ipaddress',
  '"null"': 'unknown',
  int: 'integer',
  'struct("network" uhugeint,"bits" utinyint)': 'ipprefix',
};

/**
 * The type that a text of Trino (`array(row(a varchar))`) or DuckDB (`STRUCT(a VARCHAR)[]`) names. Lengths of texts, digits of
 * decimals and the precision of times are left out: DuckDB's types lack them.
 */
export function shapeOf(type: string): Shape {
  const text = type.trim().toLowerCase();
  if (/^struct\("?network"? uhugeint, *"?bits"? utinyint\)$/.test(text)) return { kind: 'scalar', name: 'ipprefix' };
  if (/^struct\("?instant"? timestamp with time zone, *"?zone"? varchar\)$/.test(text))
    return { kind: 'scalar', name: 'timestamp with time zone' };
  if (text.endsWith('[]')) return { kind: 'array', element: shapeOf(type.trim().slice(0, -2)) };
  const [, kind, inner = ''] = /^(array|map|row|struct)\(([^]*)\)$/i.exec(type.trim()) ?? [];
  const parts = members(inner);
  switch (kind?.toLowerCase()) {
    case 'array':
      return { kind: 'array', element: shapeOf(inner) };
    case 'map':
      return { kind: 'map', key: shapeOf(parts[0] ?? ''), value: shapeOf(parts[1] ?? '') };
    case 'row':
    case 'struct':
      return { kind: 'row', fields: parts.map(fieldOf) };
    default:
      return { kind: 'scalar', name: scalarName(text) };
  }
}

function scalarName(text: string): string {
  const plain = text.replaceAll(/\(\d+(?:, ?\d+)?\)/g, '').trim();
  if (plain === 'char') return 'varchar';
  return SCALARS[plain] ?? plain;
}

function fieldOf(text: string): { name: string; shape: Shape } {
  const [, quoted, bare, type = text] = /^(?:"((?:[^"]|"")*)"|([^\s"(]+))\s+([^]+)$/.exec(text.trim()) ?? [];
  return { name: (quoted?.replaceAll('""', '"') ?? bare ?? '').toLowerCase(), shape: shapeOf(type) };
}

/** What stands between commas outside of brackets and quotes. */
function members(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/"(?:[^"]|"")*"|[^]/g)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === ',' && depth === 0) found.push('');
    else found[found.length - 1] += piece;
  }
  return found.map((each) => each.trim());
}

/** Whether two types are the same; Trino's `unknown`, the type of a bare NULL, is any. */
export function isSameShape(left: Shape, right: Shape): boolean {
  if (isUnknown(left) || isUnknown(right)) return true;
  if (left.kind === 'scalar') return right.kind === 'scalar' && plainName(left.name) === plainName(right.name);
  if (left.kind === 'array') return right.kind === 'array' && isSameShape(left.element, right.element);
  if (left.kind === 'map')
    return right.kind === 'map' && isSameShape(left.key, right.key) && isSameShape(left.value, right.value);
  return (
    right.kind === 'row' &&
    left.fields.length === right.fields.length &&
    left.fields.every((field, at) => isSameShape(field.shape, right.fields[at]?.shape ?? field.shape))
  );
}

/** DuckDB's JSON is text under another name, and comes out as text. */
const plainName = (name: string): string => (name === 'json' ? 'varchar' : name);

const isUnknown = (shape: Shape): boolean => shape.kind === 'scalar' && shape.name === 'unknown';

/** A type as text, for a report. */
export function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return shape.name;
    case 'array':
      return `array(${shapeText(shape.element)})`;
    case 'map':
      return `map(${shapeText(shape.key)}, ${shapeText(shape.value)})`;
    case 'row':
      return `row(${shape.fields.map(({ name, shape: inner }) => `${name} ${shapeText(inner)}`).join(', ')})`;
  }
}
