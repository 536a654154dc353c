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

/** Runs of one letter, text in quotes (doubled inside SQL), and what stands between. */
const JODA_PIECE = /''([^']*)''|([A-Za-z])\2*|%|[^A-Za-z'%]+/g;

/** A Joda pattern as `strftime` takes it; the run that has no counterpart, where one stands in it. */
export function jodaPattern(pattern: string): { readonly pattern: string } | { readonly unknown: string } {
  const pieces = [...pattern.matchAll(JODA_PIECE)];
  const unknown = pieces.find(([piece, , letter]) => letter !== undefined && !Object.hasOwn(JODA, piece));
  if (unknown !== undefined) return { unknown: unknown[0] };
  return {
    pattern: pieces.map(([piece, quoted]) => (quoted ?? JODA[piece] ?? piece).replace(/^%$/, '%%')).join(''),
  };
}
