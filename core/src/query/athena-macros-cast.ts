import type { Macros } from './athena-macros.ts';

/** What an element is cast to, by the macro that casts a value. */
const ELEMENTS: Readonly<Record<string, string>> = {
  athena_text: 'VARCHAR',
  athena_to_bigint: 'BIGINT',
  athena_to_boolean: 'BOOLEAN',
  athena_to_date: 'DATE',
  athena_to_double: 'DOUBLE',
  athena_to_instant: 'TIMESTAMPTZ',
  athena_to_integer: 'INTEGER',
  athena_to_real: 'FLOAT',
  athena_to_smallint: 'SMALLINT',
  athena_to_tinyint: 'TINYINT',
};

/** Types of elements that are cast otherwise in Athena, as `typeof` calls them. */
const FROM = [
  'VARCHAR',
  'DOUBLE',
  'FLOAT',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'INTERVAL',
  'BLOB',
  'UHUGEINT',
];

/** Each element of JSON, whose numbers are doubles where they have a point; a null is none. */
const OF_JSON =
  "WHEN 'JSON' THEN list_transform(CAST(x AS JSON[]), lambda e: CASE WHEN json_type(e) <> 'NULL' THEN athena_json_text(e) END)";

/** Each element by the macro that casts one; an array of another type, or JSON that is cast to no text, as the engine does. */
const eachCast = (macro: string, to: string): string =>
  `CASE typeof(x) ${macro === 'athena_text' ? OF_JSON : ''} ${FROM.map((from) => `WHEN '${from}[]' THEN list_transform(CAST(x AS ${from}[]), lambda e: ${macro}(e))`).join(' ')} ELSE CAST(x AS ${to}[]) END`;

/** `CAST(x AS array(varchar))`. */
const LISTS: Macros = Object.fromEntries(
  Object.entries(ELEMENTS).map(([macro, to]) => [`${macro}_list`, { x: eachCast(macro, to) }]),
);

/** Their names. */
export const CAST_LISTS: ReadonlySet<string> = new Set(Object.keys(LISTS));

/** Casts of arrays, and those of rows, maps and arrays of arrays, which are put together anew where they are no JSON: `nested-cast.ts`. */
export const CAST_MACROS: Macros = {
  ...LISTS,
  athena_nested: { 'x, p, t, j': 'j' },
  // Of the type that is cast to; the value is bound, so that its own type shows.
  athena_of_type: { 'x, t': "struct_extract({'x': x, 't': t}, 't')" },
};
