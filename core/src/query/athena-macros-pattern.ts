import { once } from './athena-once.ts';
import type { Macros } from './athena-macros.ts';

/** `$1` and `\\$` of Java's replacements as RE2 writes them; characters that no text has stand for `\\\\` and `\\$` meanwhile. */
const REPLACEMENT =
  "replace(replace(regexp_replace(replace(replace(replace(r, '\\\\', chr(1)), '\\$', chr(2)), '\\', ''), '\\$(\\d)', '\\\\\\1', 'g'), chr(2), '$'), chr(1), '\\\\')";

/** Whether a replacement has a `$` that neither names a group nor is written `\$`. */
const IS_LOOSE = String.raw`regexp_matches(regexp_replace(r, '\\.', '', 'g'), '\$([^0-9]|$)')`;

/** The greatest group that a replacement names, asked of an empty match: DuckDB fails where the pattern has no such group. */
const GROUPS = String.raw`len(regexp_extract_all('', p || '|', coalesce(CAST(list_max(regexp_extract_all(regexp_replace(r, '\\.', '', 'g'), '\$([0-9])', 1)) AS INTEGER), 0))) < 0`;

/** What stands between matches: hardly a text has a digest of itself within it. */
const MARK = 'chr(1) || md5(s)';

/**
 * Java finds an empty match right behind another match; RE2 does when it extracts, but not when it replaces, and what looks around (`$`,
 * `\b`) it extracts more than once. Where no match is empty, where all are, or where both count the same, both are right.
 */
const IS_MIXED =
  "list_contains(regexp_extract_all(s, p), '') AND list_max(regexp_extract_all(s, p)) <> '' AND len(regexp_extract_all(s, p)) <> len(athena_pattern_pieces(s, p)) - 1";

/** Whether a text has letters, digits or marks beyond ASCII, which are of words to Java. */
const HAS_LETTERS = String.raw`regexp_matches(regexp_replace(s, '[\x00-\x7F]+', '', 'g'), '[\pL\pM\pN\p{Pc}]')`;

const unsure = (why: string): string =>
  `CAST('! ' || f || '() is not supported yet where ${why}' AS BOOLEAN)`;

/** Whether a pattern looks at what is around a match. */
const LOOKS_ROUND = String.raw`regexp_matches(p, '[\^$]|\\[bBAz]')`;

/**
 * A pattern that matches empty text and looks at nothing around does so at every place: after a match the next one stands right behind it,
 * and after an empty one behind one character more. So the texts of the matches say where they stand.
 */
const IS_EVERYWHERE = `NOT ${LOOKS_ROUND}`;

/** How much of the text stands before what is behind the matches `m`, the last of which is at place `i`. */
const BEHIND = "length(array_to_string(m[1:i], '')) + len(list_filter(m[1:i - 1], lambda q: q = ''))";

/** The character behind an empty match, which no match has. */
const LEFT = `CASE WHEN x = '' THEN s[${BEHIND} + 1:${BEHIND} + 1] ELSE '' END`;

/** RE2 repeats nothing more often. */
const MOST_BEFORE = 1001;

const failed = (name: string): string =>
  `CAST('! ${name}() is not supported yet where the pattern matches empty text beside other text' AS INTEGER)`;

/** What RE2 replaces or splits, where it does as Java. */
const replaced = (
  name: string,
  { made, everywhere, type }: { made: string; everywhere: string; type: string },
): string =>
  `CASE WHEN athena_pattern_is_loose(p) AND ${IS_MIXED} THEN CASE WHEN ${IS_EVERYWHERE} THEN ${everywhere} ELSE CAST(${failed(name)} AS ${type}) END ELSE ${made} END`;

/** What RE2 extracts, or `empty` where all matches are empty. */
const extracted = (
  name: string,
  { all, empty, type }: { all: string; empty: string; type: string },
): string =>
  `CASE WHEN NOT ${LOOKS_ROUND} OR NOT athena_pattern_is_loose(p) THEN ${all} WHEN list_max(regexp_extract_all(s, p)) = '' THEN ${empty} WHEN ${IS_MIXED} THEN CAST(${failed(name)} AS ${type}) ELSE ${all} END`;

const COUNT = 'len(athena_pattern_pieces(s, p)) - 1';

const ALL: Readonly<Record<string, string>> = {
  's, p': extracted('regexp_extract_all', {
    all: 'regexp_extract_all(s, p)',
    empty: `list_resize([''], ${COUNT}, '')`,
    type: 'VARCHAR[]',
  }),
  's, p, g': extracted('regexp_extract_all', {
    all: 'regexp_extract_all(s, p, g)',
    empty: `regexp_extract_all(s, p, g)[1:${COUNT}]`,
    type: 'VARCHAR[]',
  }),
};

/** Regular expressions with the matches that Java finds: https://trino.io/docs/current/functions/regexp.html. */
export const PATTERN_MACROS: Macros = {
  // Null, or a failure: for a text with a line end at its end, where `q`, the pattern `p` with one allowed behind `$`, finds something else.
  athena_pattern_end: {
    's, p, q, f': `CASE WHEN ends_with(s, chr(10)) AND (regexp_extract(s, q) <> regexp_extract(s, p) OR regexp_matches(s, q) <> regexp_matches(s, p)) THEN ${unsure('the pattern has $ and the text ends with a line end')} END`,
  },
  // Or for a text with a letter beyond ASCII, where `q`, the pattern without what looks for the ends of words, finds something.
  athena_pattern_letters: {
    's, q, f': `CASE WHEN strlen(s) <> length(s) AND regexp_matches(s, q) AND ${HAS_LETTERS} THEN ${unsure('the pattern has \\b or a named class, and the text letters beyond ASCII')} END`,
  },
  athena_pattern_folds: {
    's, f': `CASE WHEN strlen(s) <> length(s) AND regexp_matches(s, '[ßẞﬀ-ﬆ]') THEN ${unsure('the pattern takes letters of any case, and the text has ß or a ligature')} END`,
  },
  athena_pattern_any: {
    's, p, f': `CASE WHEN contains(p, '$') AND ends_with(s, chr(10)) OR (contains(p, '\\b') OR contains(p, '\\B') OR contains(p, '[:')) AND ${HAS_LETTERS} THEN ${unsure('the pattern is no text of the query, has $ or \\b, and the text ends with a line end or has letters beyond ASCII')} END`,
  },
  // Whether a pattern may match empty text: with one character for each escape, and with nothing where it looks around.
  athena_pattern_is_loose: {
    p: String.raw`coalesce(TRY(regexp_full_match('', regexp_replace(regexp_replace(p, '-?\\(?:x\{[0-9A-Fa-f]+\}|[pP]\{\^?\w+\}|[^bBAz])-?', 'a', 'g'), '\\[bBAz]|[\^$]', '(?:)', 'g'))), true)`,
  },
  athena_pattern_pieces: { 's, p': `string_split(regexp_replace(s, p, ${MARK}, 'g'), ${MARK})` },
  athena_regexp_count: {
    's, p': extracted('regexp_count', { all: 'len(regexp_extract_all(s, p))', empty: COUNT, type: 'BIGINT' }),
  },
  // A group that did not take part is null, which only extracting all tells from an empty one.
  athena_regexp_extract: {
    's, p': 'CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, 0) END',
    's, p, g':
      "CASE WHEN regexp_matches(s, p) THEN CASE WHEN regexp_extract(s, p, g) = '' THEN regexp_extract_all(s, p, g)[1] ELSE regexp_extract(s, p, g) END END",
  },
  athena_regexp_extract_all: ALL,
  athena_regexp_position: {
    's, p': 'athena_position_from(s, p, 1, 1)',
    's, p, f': 'athena_position_from(s, p, f, 1)',
    's, p, f, n': 'athena_position_from(s, p, f, n)',
  },
  // The first match from a place on is asked of the whole text, since a pattern may look at what stands before it.
  athena_position_from: {
    's, p, f, n': `CASE WHEN f < 1 OR n < 1 THEN CAST('! regexp_position() counts from 1' AS INTEGER) WHEN f > length(s) AND p IS NOT NULL AND n > 0 THEN -1 WHEN n = 1 AND f <= ${MOST_BEFORE} THEN athena_position_first(s, p, '(?s:^(.{' || CAST(f - 1 AS VARCHAR) || '}.*?))(?:' || p || ')') WHEN f > 1 AND ${LOOKS_ROUND} THEN CAST('! regexp_position() from a place within the text is not supported yet where the pattern looks around' AS INTEGER) ELSE ${once('athena_position_of(s[f:], p, n)', 'o', 'CASE WHEN o > 0 THEN CAST(o + f - 1 AS INTEGER) WHEN f > 0 AND n > 0 THEN o END')} END`,
  },
  athena_position_first: {
    's, p, q':
      'CASE WHEN regexp_matches(s, q) THEN CAST(length(regexp_extract(s, q, 1)) + 1 AS INTEGER) WHEN s IS NOT NULL AND q IS NOT NULL THEN -1 END',
  },
  athena_position_of: {
    's, p, n': `CASE WHEN athena_pattern_is_loose(p) AND ${IS_MIXED} THEN CASE WHEN ${IS_EVERYWHERE} THEN athena_pattern_place(s, regexp_extract_all(s, p), n) ELSE ${failed('regexp_position')} END WHEN n < len(athena_pattern_pieces(s, p)) THEN CAST(length(array_to_string(athena_pattern_pieces(s, p)[1:n], '')) + length(array_to_string(regexp_extract_all(s, p)[1:n - 1], '')) + 1 AS INTEGER) WHEN s IS NOT NULL AND p IS NOT NULL THEN -1 END`,
  },
  athena_pattern_place: {
    's, m, n':
      "CASE WHEN n > len(m) THEN -1 ELSE CAST(length(array_to_string(m[1:n - 1], '')) + len(list_filter(m[1:n - 1], lambda q: q = '')) + 1 AS INTEGER) END",
  },
  athena_regexp_replace: {
    // A match more that is replaced by nothing leaves no trace.
    's, p': "regexp_replace(s, p, '', 'g')",
    's, p, r': `CASE WHEN ${IS_LOOSE} AND regexp_matches(s, p) THEN CAST(CAST('! a "$" in a replacement of regexp_replace() names a group: $0 to $9' AS INTEGER) AS VARCHAR) WHEN ${GROUPS} THEN NULL WHEN r = '' THEN regexp_replace(s, p, '', 'g') ELSE ${replaced('regexp_replace', { made: `regexp_replace(s, p, ${REPLACEMENT}, 'g')`, everywhere: `athena_pattern_replaced(s, p, ${REPLACEMENT}, regexp_extract_all(s, p))`, type: 'VARCHAR' })} END`,
  },
  athena_pattern_replaced: {
    's, p, r, m': `array_to_string(list_transform(m, lambda x, i: regexp_replace(x, '^(?:' || p || ')$', r) || ${LEFT}), '')`,
  },
  athena_pattern_split: { 's, m': `list_concat([''], list_transform(m, lambda x, i: ${LEFT}))` },
  athena_regexp_split: {
    's, p': replaced('regexp_split', {
      made: 'athena_pattern_pieces(s, p)',
      everywhere: 'athena_pattern_split(s, regexp_extract_all(s, p))',
      type: 'VARCHAR[]',
    }),
  },
};
