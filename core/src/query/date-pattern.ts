/** Specifiers of MySQL's date patterns, which Athena's `date_format` and `date_parse` take, that `strftime` writes otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '%c': '%-m',
  '%e': '%-d',
  '%h': '%I',
  '%i': '%M',
  '%k': '%-H',
  '%l': '%-I',
  '%M': '%B',
  '%r': '%I:%M:%S %p',
  '%s': '%S',
  '%T': '%H:%M:%S',
  '%v': '%V',
  '%W': '%A',
  '%x': '%G',
};

/** Those that both know. */
const SAME = new Set(['%a', '%b', '%d', '%f', '%H', '%I', '%j', '%m', '%p', '%S', '%Y', '%y', '%%']);

/**
 * A MySQL date pattern as `strftime` takes it; the specifier that has no counterpart, where one stands in it. Trino does not support
 * `%D %U %u %V %w %X` either (https://trino.io/docs/current/functions/datetime.html, MySQL date functions).
 */
export function strftimePattern(
  pattern: string,
): { readonly pattern: string } | { readonly unknown: string } {
  const unknown = pattern.match(/%[^]/g)?.find((each) => !SAME.has(each) && !Object.hasOwn(OTHERWISE, each));
  if (unknown !== undefined) return { unknown };
  return { pattern: pattern.replace(/%[^]/g, (each) => OTHERWISE[each] ?? each) };
}

/**
 * A MySQL pattern of `date_format`: a fraction of a second has milliseconds there, and six digits.
 */
export function formatPattern(pattern: string): ReturnType<typeof strftimePattern> {
  const made = strftimePattern(pattern);
  return 'unknown' in made
    ? made
    : { pattern: made.pattern.replace(/%[^]/g, (each) => (each === '%f' ? '%g000' : each)) };
}

/** Characters that no pattern has stand for the zone of a time, `+0100` and `+01:00`. */
export const ZONE_SHORT = '\u0001';
export const ZONE_LONG = '\u0002';

/** Joda's pattern letters, which `parse_datetime` and `format_datetime` take, by run. */
const JODA: Readonly<Record<string, string>> = {
  y: '%Y',
  Y: '%Y',
  yyyy: '%Y',
  YYYY: '%Y',
  yy: '%y',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  DDD: '%j',
  EEEE: '%A',
  EEE: '%a',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSS: '%g',
  SSSSSS: '%f',
  a: '%p',
  Z: '%z',
  ZZ: '%z',
};

/** Letters that only `format_datetime` takes: DuckDB does not read days of them, or there is nothing to read. */
const JODA_WRITTEN: Readonly<Record<string, string>> = {
  ...JODA,
  D: '%-j',
  E: '%a',
  EE: '%a',
  e: '%u',
  ww: '%V',
  x: '%G',
  xxxx: '%G',
  Z: ZONE_SHORT,
  ZZ: ZONE_LONG,
};

/** Runs of one letter, text in quotes, which is a quote where nothing stands in it, and what stands between. */
const JODA_PIECE = /'((?:[^']|'')*)'|([A-Za-z])\2*|%|[^A-Za-z'%]+/g;

/** A Joda pattern as `strptime` takes it; the run that has no counterpart, where one stands in it. */
export const jodaPattern = (pattern: string): ReturnType<typeof strftimePattern> => jodaBy(pattern, JODA);

/** A Joda pattern as `athena_format_datetime` takes it. */
export const jodaWritten = (pattern: string): ReturnType<typeof strftimePattern> =>
  jodaBy(pattern, JODA_WRITTEN);

/** The pattern is that of a literal: its quotes are doubled, and those of the answer are too. */
function jodaBy(
  literal: string,
  letters: Readonly<Record<string, string>>,
): ReturnType<typeof strftimePattern> {
  const pieces = [...literal.replaceAll("''", "'").matchAll(JODA_PIECE)];
  const unknown = pieces.find(([piece, , letter]) => letter !== undefined && !Object.hasOwn(letters, piece));
  if (unknown !== undefined) return { unknown: unknown[0] };
  const made = pieces.map(([piece, quoted]) => {
    if (quoted === undefined) return letters[piece] ?? piece.replace('%', '%%');
    return (quoted === '' ? "'" : quoted.replaceAll("''", "'")).replaceAll('%', '%%');
  });
  return { pattern: made.join('').replaceAll("'", "''") };
}

/** What is read of a text by a pattern of `strptime`. */
export interface Reading {
  readonly pattern: string;
  /** Stands before the text and behind it. */
  readonly before: string;
  readonly behind: string;
  readonly hasZone: boolean;
}

/**
 * What a pattern leaves out, as Joda fills it up: 1970-01-01, the year 2000 for a day or a month without year, and a time of twelve hours
 * without its half is in the morning.
 */
export function readingOf(pattern: string): Reading {
  const has = (...letters: readonly string[]) =>
    (pattern.match(/%-?[^]/g) ?? []).some((each) => letters.includes(each.at(-1) ?? ''));
  const year = has('m', 'd', 'j', 'b', 'B') ? '2000 ' : '1970 ';
  const before = has('Y', 'y') ? '' : year;
  const behind = has('I') && !has('p') ? ' AM' : '';
  return {
    pattern: `${before === '' ? '' : '%Y '}${pattern}${behind === '' ? '' : ' %p'}`,
    before,
    behind,
    hasZone: has('z'),
  };
}
