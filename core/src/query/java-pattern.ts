/** `(?<name>…)`: RE2 writes `(?P<name>…)`. */
const GROUP_NAME = /\(\?<(?=[A-Za-z_])/g;

/** A named class within a class: `[:alpha:]`. */
const NAMED_CLASS = /^\[:\^?\w+:\]/;
const LONGEST_NAME = 20;

/** What stands in a pattern of Java that means something else in RE2. */
interface Found {
  /** A class of characters within another, or `&&` in one. */
  readonly hasOddClass: boolean;
  /** Places of `$`. */
  readonly ends: readonly number[];
}

/** Reads a pattern sign by sign, once. */
function read(pattern: string): Found {
  const ends: number[] = [];
  let hasOddClass = false;
  let at = 0;
  while (at < pattern.length) {
    if (pattern[at] === '[') {
      const end = classEnd(pattern, at);
      hasOddClass ||= end.isOdd;
      at = end.at;
    } else {
      if (pattern[at] === '$') ends.push(at);
      at = pattern[at] === '\\' ? behindEscape(pattern, at) : at + 1;
    }
  }
  return { hasOddClass, ends };
}

/** Behind an escape at a place, or behind all that stands between `\\Q` and `\\E`. */
function behindEscape(pattern: string, at: number): number {
  if (pattern[at + 1] !== 'Q') return at + 2;
  const end = pattern.indexOf(String.raw`\E`, at);
  return end < 0 ? pattern.length : end + 2;
}

/** A bracket that opens a class, or stands first in it. */
const OPENING = /^\[\^?\]?/;

/** Behind the class of characters that begins at a place. */
function classEnd(pattern: string, open: number): { readonly at: number; readonly isOdd: boolean } {
  let at = open + (OPENING.exec(pattern.slice(open, open + 3))?.[0].length ?? 1);
  let isOdd = false;
  while (at < pattern.length && pattern[at] !== ']') {
    const named = NAMED_CLASS.exec(pattern.slice(at, at + LONGEST_NAME))?.[0].length ?? 0;
    isOdd ||= named === 0 && /^(?:\[|&&)/.test(pattern.slice(at, at + 2));
    at = pattern[at] === '\\' ? behindEscape(pattern, at) : at + Math.max(named, 1);
  }
  return { at: at + 1, isOdd };
}

/** Whether a pattern has a class of characters that RE2 takes for another. */
export const hasOddClass = (pattern: string): boolean => read(pattern).hasOddClass;

/**
 * A pattern of Java as RE2 takes it.
 * @param isTest only whether the pattern is found counts: there `$` lets a line end stand behind it, as in Java
 */
export function re2Pattern(pattern: string, isTest: boolean): string {
  if (!isTest || /\(\?[a-z]*m/.test(pattern)) return pattern.replaceAll(GROUP_NAME, '(?P<');
  const { ends } = read(pattern);
  const pieces = [...ends, pattern.length].map((end, at) => pattern.slice((ends[at - 1] ?? -1) + 1, end));
  return pieces.join(String.raw`(?:\n?\z)`).replaceAll(GROUP_NAME, '(?P<');
}
