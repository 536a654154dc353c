/** A type of DuckDB by its parts; names of fields are left out. */
export type TypeParts =
  | { readonly kind: 'list'; readonly element: TypeParts }
  | { readonly kind: 'row'; readonly fields: readonly TypeParts[] }
  | { readonly kind: 'map'; readonly key: TypeParts; readonly value: TypeParts }
  | { readonly kind: 'scalar'; readonly isFloating: boolean }
  /** A time of another zone than UTC. */
  | { readonly kind: 'zoned' }
  /** That of NULL, and of an element of `ARRAY[]`. */
  | { readonly kind: 'none' };

/** Reads the text of a type, as `typeof` gives it, in any case of letters. */
export function typePartsOf(text: string): TypeParts {
  const type = text.trim();
  if (type.endsWith('[]')) return { kind: 'list', element: typePartsOf(type.slice(0, -2)) };
  if (ZONED.test(type)) return { kind: 'zoned' };
  const [, name] = /^(struct|map)\(/i.exec(type) ?? [];
  if (name === undefined)
    return /^"null"$/i.test(type)
      ? { kind: 'none' }
      : { kind: 'scalar', isFloating: /^(?:double|float)$/i.test(type) };
  const members = membersOf(type.slice(name.length + 1, closingOf(type, name.length)));
  if (name.toLowerCase() === 'map') {
    const [key = '', value = ''] = members;
    return { kind: 'map', key: typePartsOf(key), value: typePartsOf(value) };
  }
  return { kind: 'row', fields: members.map((member) => typePartsOf(withoutName(member))) };
}

const ZONED = /^struct\(instant timestamp with time zone, "?zone"? varchar\)$/i;

/** `"odd name" integer[]`, `a struct(b integer)`, and `timestamp with time zone` without a name. */
function withoutName(member: string): string {
  const [, behind] = /^(?:"(?:[^"]|"")*"|\w+) (?!with time zone$)(.+)$/is.exec(member) ?? [];
  const isType = /^(?:struct|map|decimal)\(|^"null"/i.test(member);
  return behind === undefined || isType ? member : behind;
}

/** What stands between the commas of one level. */
export function membersOf(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(' || text[at] === '"') at = closingOf(text, at);
    if (text[at] !== ',') continue;
    found.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return [...found, text.slice(start).trim()];
}

/** Where the bracket or the quote ends that stands at a place. */
export function closingOf(text: string, open: number): number {
  if (text[open] === '"') return text.indexOf('"', open + 1);
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '"') at = closingOf(text, at);
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
