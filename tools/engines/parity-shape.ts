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
};

/**
 * The type that a text of Trino (`array(row(a varchar))`) or DuckDB (`STRUCT(a VARCHAR)[]`) names. Lengths of texts, digits of
 * decimals and the precision of times are left out: DuckDB's types lack them.
 */
export function shapeOf(type: string): Shape {
  const text = type.trim();
  const special = SPECIAL.find(([pattern]) => pattern.test(text));
  if (special !== undefined) return { kind: 'scalar', name: special[1] };
  if (text.endsWith('[]')) return { kind: 'array', element: shapeOf(text.slice(0, -2)) };
  const [, kind = '', inner = ''] = /^(array|map|row|struct)\(([^]*)\)$/i.exec(text) ?? [];
  return NESTED[kind.toLowerCase()]?.(inner) ?? { kind: 'scalar', name: scalarName(text.toLowerCase()) };
}

/** Rows that stand for what DuckDB has no type for. */
const SPECIAL: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^struct\("?network"? uhugeint, *"?bits"? utinyint\)$/i, 'ipprefix'],
  [/^struct\("?instant"? timestamp with time zone, *"?zone"? varchar\)$/i, 'timestamp with time zone'],
];

const rowOf = (inner: string): Shape => ({ kind: 'row', fields: members(inner).map(fieldOf) });

const NESTED: Readonly<Record<string, (inner: string) => Shape>> = {
  array: (inner) => ({ kind: 'array', element: shapeOf(inner) }),
  map: (inner) => {
    const [key = '', value = ''] = members(inner);
    return { kind: 'map', key: shapeOf(key), value: shapeOf(value) };
  },
  row: rowOf,
  struct: rowOf,
};

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
export const isSameShape = (left: Shape, right: Shape): boolean =>
  isUnknown(left) || isUnknown(right) || formOf(left) === formOf(right);

/** A type without the names of its fields. */
function formOf(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return isUnknown(shape) ? 'varchar' : plainName(shape.name);
    case 'array':
      return `array(${formOf(shape.element)})`;
    case 'map':
      return `map(${formOf(shape.key)}, ${formOf(shape.value)})`;
    case 'row':
      return `row(${shape.fields.map((field) => formOf(field.shape)).join(', ')})`;
  }
}

/** DuckDB's JSON is text under another name, and comes out as text; it has one type of interval where Trino has two. */
const plainName = (name: string): string =>
  name === 'json' ? 'varchar' : name.replace(/^interval .*$/, 'interval');

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
