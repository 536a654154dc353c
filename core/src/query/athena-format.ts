/** A piece of a pattern of `format`: `%s`, `%,.2f`, `%2$s`, `%%`. https://docs.oracle.com/en/java/javase/23/docs/api/java.base/java/util/Formatter.html */
const PIECE = /%(?:(\d+)\$)?([-+0,]*)(\d+)?(?:\.(\d+))?([sSdfxXbBn%])|[^%]+|%/g;

/** `format(pattern, …)` as texts that are joined; nothing where the pattern is no literal or has what is not known. */
export function formatPieces(pattern: string | undefined, values: readonly string[]): string | undefined {
  if (pattern === undefined) return undefined;
  let next = 0;
  const pieces = [...pattern.matchAll(PIECE)].map((match) => {
    const [piece, place, , , , kind] = match;
    if (kind === undefined || kind === '%' || kind === 'n') return plainPiece(piece, kind);
    const value = values[place === undefined ? next : Number(place) - 1];
    next += place === undefined ? 1 : 0;
    return value === undefined ? undefined : valueText(match, value);
  });
  return pieces.includes(undefined) ? undefined : `(${["''", ...pieces].join(' || ')})`;
}

/** What stands between the values. A sign of percent that begins no known piece is none. */
function plainPiece(piece: string, kind: string | undefined): string | undefined {
  if (kind === 'n') return 'chr(10)';
  if (kind === '%') return "'%'";
  return piece === '%' ? undefined : `'${piece}'`;
}

/** One value, as the flags, the width and the precision of its piece say. */
function valueText(
  [, , flags = '', width = '', precision, kind = 's']: RegExpExecArray,
  value: string,
): string {
  const padding = { flags, width, precision, isUpper: /[BS]/.test(kind) };
  if (kind === 'f') return fractionText(value, padding);
  return /[dxX]/.test(kind)
    ? wholeText(value, kind, padding)
    : paddedText(`athena_java_text(${value})`, padding);
}

/** Flags and width as the engine's own function takes them; it puts no blanks behind a number. */
const digitsOf = ({ flags, width }: Padding): string =>
  `${flags.includes('+') ? '+' : ''}${flags.includes('0') ? '0' : ''}${flags.includes('-') ? '' : width}${flags.includes(',') ? ',' : ''}`;

const leftText = (text: string, padding: Padding): string =>
  padding.flags.includes('-') ? paddedText(text, { ...padding, precision: undefined }) : text;

function fractionText(value: string, padding: Padding): string {
  const places = padding.precision ?? '6';
  const double = `CAST(${value} AS DOUBLE)`;
  const finite = `format('{:${digitsOf(padding)}.${places}f}', athena_written_round(${double}, ${places}))`;
  const other = paddedText(`athena_text(${double})`, { ...padding, precision: undefined });
  return `CASE WHEN isfinite(${double}) THEN ${leftText(finite, padding)} ELSE ${other} END`;
}

function wholeText(value: string, kind: string, padding: Padding): string {
  const text = orNull(`format('{:${digitsOf(padding)}${kind}}', athena_format_whole(${value}))`);
  return leftText(text, padding);
}

/** Java writes null as a word. */
const orNull = (text: string): string => `coalesce(${text}, 'null')`;

interface Padding {
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly isUpper: boolean;
}

function paddedText(text: string, { flags, width, precision, isUpper }: Padding): string {
  const cut =
    precision === undefined ? `coalesce(${text}, 'null')` : `left(coalesce(${text}, 'null'), ${precision})`;
  const cased = isUpper ? `upper(${cut})` : cut;
  if (width === '') return cased;
  const pad = `repeat(' ', greatest(0, ${width} - athena_java_length(${cased})))`;
  return flags.includes('-') ? `(${cased} || ${pad})` : `(${pad} || ${cased})`;
}
