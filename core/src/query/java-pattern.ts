/** `(?<name>…)`: RE2 writes `(?P<name>…)`. */
const GROUP_NAME = /\(\?<(?=[A-Za-z_])/g;

/** A named class within a class: `[:alpha:]`. */
const NAMED_CLASS = /^\[:\^?\w+:\]/;
const LONGEST_NAME = 20;

/** A piece of a pattern: a sign, an escape with what it is of, a whole class of characters. */
interface Piece {
  readonly at: number;
  readonly text: string;
}

/** What stands behind an escape or opens a group, and what it is called. */
const LACKING: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\(\?=/, 'a look-ahead, (?=…),'],
  [/^\(\?!/, 'a look-ahead, (?!…),'],
  [/^\(\?<[=!]/, 'a look-behind, (?<…),'],
  [/^\(\?>/, 'an atomic group, (?>…),'],
  [/^\(\?P/, 'a group of Python, (?P…),'],
  [/^\(\?[a-z]*[UxdX]/, 'such a flag of a group'],
  [/^[*+?]\+/, 'a possessive repetition'],
  [/^\\[1-9](?!\d\d)/, 'a back-reference'],
  [/^\\k</, 'a back-reference'],
  [/^\\[ZGRXhHVyYNKu]/, 'such an escape'],
];

/** Reads a pattern sign by sign, once. */
function piecesOf(pattern: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  while (at < pattern.length) {
    const end = endOfPiece(pattern, at);
    found.push({ at, text: pattern.slice(at, end) });
    at = end;
  }
  return found;
}

function endOfPiece(pattern: string, at: number): number {
  if (pattern[at] === '[') return classEnd(pattern, at);
  return pattern[at] === '\\' ? behindEscape(pattern, at) : at + 1;
}

/** Places of pieces that are one of these. */
const placesOf = (pieces: readonly Piece[], ...texts: readonly string[]): readonly number[] =>
  pieces.filter(({ text }) => texts.includes(text)).map(({ at }) => at);

/** Behind an escape at a place, or behind all that stands between `\\Q` and `\\E`. */
function behindEscape(pattern: string, at: number): number {
  if (pattern[at + 1] !== 'Q') return at + 2;
  const end = pattern.indexOf(String.raw`\E`, at);
  return end < 0 ? pattern.length : end + 2;
}

/** A bracket that opens a class, or stands first in it. */
const OPENING = /^\[\^?\]?/;

/** Behind the class of characters that begins at a place. */
function classEnd(pattern: string, open: number): number {
  let at = open + (OPENING.exec(pattern.slice(open, open + 3))?.[0].length ?? 1);
  while (at < pattern.length && pattern[at] !== ']') {
    const named = NAMED_CLASS.exec(pattern.slice(at, at + LONGEST_NAME))?.[0].length ?? 0;
    at = pattern[at] === '\\' ? behindEscape(pattern, at) : at + Math.max(named, 1);
  }
  return at + 1;
}

/** What is no part of a class within a class: escapes and classes by their names. */
const WITHIN_CLASS = /\\Q[^]*?(?:\\E|$)|\\[^]|\[:\^?\w+:\]/g;

/** Whether a class of characters has another within it, or `&&`. */
const isOddClass = ({ text }: Piece): boolean =>
  text.startsWith('[') && /\[|&&/.test(text.slice(1).replaceAll(WITHIN_CLASS, ''));

/** Whether it has one by its name, which is of all letters in Java, and of ASCII in RE2. */
const isNamedClass = ({ text }: Piece): boolean => text.startsWith('[') && /\[:\^?\w+:\]/.test(text);

/** `ß`, `ﬀ`, `ﬁ`, `ﬂ`, `ﬆ`. */
const FOLDING = /^(?=[^]*\(\?[a-z]*i)[^]*(?:ss|ff|fi|fl|st)/i;

/** A letter whose capitals are two. */
const SHARP_S = /^(?=[^]*\(\?[a-z]*i)[^]*[ßẞ]/;

/** Why a pattern cannot be asked, where it cannot. */
export function whyNot(pattern: string): string | undefined {
  const pieces = piecesOf(pattern);
  if (pieces.some(isOddClass))
    return 'a class of characters within another, or && in one, is not supported yet';
  const lacking = lackingIn(pattern, pieces);
  if (lacking !== undefined) return `${lacking} is not supported in a pattern`;
  if (pieces.some((piece) => isNamedClass(piece) && /\[:\^?punct:\]/.test(piece.text)))
    return 'the class [:punct:] is not supported in a pattern';
  return SHARP_S.test(pattern) ? 'ß in a pattern of letters of any case is not supported' : undefined;
}

function lackingIn(pattern: string, pieces: readonly Piece[]): string | undefined {
  const behind = pieces.map(({ at }) => pattern.slice(at, at + LONGEST_NAME));
  return LACKING.find(([each]) => behind.some((text) => each.test(text)))?.[1];
}

const IS_MULTILINE = /\(\?[a-z]*m/;

/** A pattern with another text in place of each of some pieces. */
function replaced(pattern: string, by: string, ...texts: readonly string[]): string {
  const pieces = piecesOf(pattern).map(({ text }) => (texts.includes(text) ? by : text));
  return pieces.join('');
}

/** The end of a text, before which a line end may stand. */
const END = String.raw`(?:\n?\z)`;

/**
 * A pattern of Java as RE2 takes it: the vertical tab is white space.
 * @param isTest only whether the pattern is found counts: there `$` lets a line end stand behind it, as in Java
 */
export function re2Pattern(pattern: string, isTest: boolean): string {
  const spaced = replaced(pattern, String.raw`[\s\x0B]`, String.raw`\s`);
  const ended = isTest && !IS_MULTILINE.test(pattern) ? replaced(spaced, END, '$') : spaced;
  return ended.replaceAll(GROUP_NAME, '(?P<');
}

/** What must be asked of a text before a pattern, as RE2 takes it, means there what it means in Java. */
export interface Doubts {
  /** The pattern with a line end allowed behind `$`: where it finds something else, Java may find yet another. */
  readonly ended?: string;
  /** The pattern without `\b` and `\B`: where it finds nothing, there is nothing; else there must be no letter beyond ASCII. */
  readonly unbound?: string;
  /** The pattern knows no letters beyond ASCII. */
  readonly isOfAscii: boolean;
  /** The pattern takes letters of any case, and pairs of them for which Java also finds one: `ß` for `ss`. */
  readonly isFolding: boolean;
  /** The pattern without the one `$` at its end, whose parts are those of the whole. */
  readonly beforeEnd?: string;
}

/** The doubts about a pattern of Java. */
export function doubtsOf(pattern: string): Doubts {
  const made = re2Pattern(pattern, false);
  const pieces = piecesOf(made);
  const ends = placesOf(pieces, '$');
  const isEnded = ends.length > 0 && !IS_MULTILINE.test(pattern);
  const isAtEnd = isEnded && ends.length === 1 && ends[0] === made.length - 1 && !made.includes('|');
  const isBound = placesOf(pieces, ...BOUNDS).length > 0;
  return {
    isOfAscii: pieces.some(isNamedClass),
    isFolding: FOLDING.test(pattern),
    ...(isEnded ? { ended: replaced(made, END, '$') } : {}),
    ...(isAtEnd ? { beforeEnd: made.slice(0, -1) } : {}),
    ...(isBound ? { unbound: replaced(made, '(?:)', ...BOUNDS) } : {}),
  };
}

const BOUNDS = [String.raw`\b`, String.raw`\B`];
