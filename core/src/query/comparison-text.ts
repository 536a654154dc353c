import type { TypeParts } from './type-text.ts';

/** Signs of comparison, as they are written. */
export type Sign = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Two values, each as an expression. */
interface Pair {
  readonly a: string;
  readonly b: string;
  readonly depth: number;
}

/**
 * The comparison of `a` and `b` as Athena has it, where DuckDB has another: arrays, rows and maps with nulls in them are neither equal nor
 * unequal, and cannot be ordered where a null decides; NaN is equal to nothing, itself neither, and neither less nor greater.
 * Nothing for maps in an order, of which there is none.
 */
export function comparisonText(sign: Sign, type: TypeParts): string | undefined {
  const pair = { a: 'a', b: 'b', depth: 0 };
  if (sign === '=') return equal(type, pair);
  if (sign === '<>') return `NOT (${equal(type, pair)})`;
  if (type.kind === 'map') return undefined;
  if (type.kind === 'zoned') return `athena_instant(a) ${sign} athena_instant(b)`;
  return type.kind === 'list' || type.kind === 'row' ? inOrder(sign, type, pair) : ofNumbers(sign);
}

/** NaN is the greatest of numbers in DuckDB; where the other is null, the answer is. */
function ofNumbers(sign: Sign): string {
  const [greater, other] = sign.startsWith('<') ? ['b', 'a'] : ['a', 'b'];
  return `(a ${sign} b AND (${other} IS NULL OR NOT isnan(${greater})))`;
}

function equal(type: TypeParts, { a, b, depth }: Pair): string {
  const isEither = `${a} IS NULL OR ${b} IS NULL`;
  const name = `c${depth}`;
  const each = { a: `${name}[1]`, b: `${name}[2]`, depth: depth + 1 };
  switch (type.kind) {
    case 'list':
      return `CASE WHEN ${isEither} THEN NULL WHEN len(${a}) <> len(${b}) THEN false ELSE athena_all(list_transform(list_zip(${a}, ${b}), lambda ${name}: ${equal(type.element, each)})) END`;
    case 'row':
      return `CASE WHEN ${isEither} THEN NULL ELSE athena_all([${fieldsOf(type.fields, { a, b, depth }).join(', ')}]) END`;
    case 'map':
      return `CASE WHEN ${isEither} THEN NULL WHEN len(map_keys(${a})) <> len(map_keys(${b})) THEN false ELSE athena_all(list_transform(map_entries(${a}), lambda ${name}: CASE WHEN map_contains(${b}, ${name}."key") THEN ${equal(type.value, { a: `${name}."value"`, b: `list_extract(map_extract(${b}, ${name}."key"), 1)`, depth: depth + 1 })} ELSE false END)) END`;
    case 'scalar':
      return type.isFloating ? `(${a} = ${b} AND (${b} IS NULL OR NOT isnan(${a})))` : `(${a} = ${b})`;
    case 'zoned':
      return `(athena_instant(${a}) = athena_instant(${b}))`;
    case 'none':
      return `(${a} = ${b})`;
  }
}

/** Whether each field of two rows is equal. */
const fieldsOf = (fields: readonly TypeParts[], { a, b, depth }: Pair): readonly string[] =>
  fields.map((field, at) => {
    const of = (row: string): string => `struct_extract_at(${row}, ${at + 1})`;
    return `CAST(${equal(field, { a: of(a), b: of(b), depth })} AS BOOLEAN)`;
  });

/** The first parts that are not equal decide; where a null is among them, nothing does. */
function inOrder(sign: Sign, type: TypeParts & { kind: 'list' | 'row' }, { a, b }: Pair): string {
  const name = type.kind === 'list' ? 'ARRAY' : 'ROW';
  const parts =
    type.kind === 'list'
      ? `list_transform(list_zip(${a}[1:len(${b})], ${b}[1:len(${a})]), lambda o: CAST(${equal(type.element, { a: 'o[1]', b: 'o[2]', depth: 1 })} AS BOOLEAN))`
      : `[${fieldsOf(type.fields, { a, b, depth: 0 }).join(', ')}]`;
  const first = `list_filter(list_transform(${parts}, lambda e: coalesce(CAST(e AS INTEGER), -1)), lambda e: e <> 1)[1]`;
  const why = `! ${name} comparison is not supported for values with null elements, or NaN`;
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN ${first} = -1 THEN CAST('${why}' AS BOOLEAN) ELSE ${a} ${sign} ${b} END`;
}
