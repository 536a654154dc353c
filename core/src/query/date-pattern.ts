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
