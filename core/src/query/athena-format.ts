/** A piece of a pattern of `format`: `%s`, `%,.2f`, `%2$s`, `%%`. https://docs.oracle.com/en/java/javase/23/docs/api/java.base/java/util/Formatter.html */
const PIECE = /%(?:(\d+)\$)?([-+0,]*)(\d+)?(?:\.(\d+))?([sdfxXbBn%])|[^%]+|%/g;

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
  const isLeft = flags.includes('-');
  const digits = `${flags.includes('+') ? '+' : ''}${flags.includes('0') ? '0' : ''}${isLeft ? '' : width}${flags.includes(',') ? ',' : ''}`;
  const padding = { flags, width, precision: undefined, isUpper: false };
  if (kind === 'f') {
    const finite = `format('{:${digits}.${precision ?? 6}f}', athena_written_round(CAST(${value} AS DOUBLE), ${precision ?? 6}))`;
    return `CASE WHEN isfinite(CAST(${value} AS DOUBLE)) THEN ${isLeft ? paddedText(finite, padding) : finite} ELSE ${paddedText(`athena_text(CAST(${value} AS DOUBLE))`, padding)} END`;
  }
  if (/[dxX]/.test(kind)) {
    const text = orNull(`format('{:${digits}${kind}}', athena_format_whole(${value}))`);
    return isLeft ? paddedText(text, padding) : text;
  }
  return paddedText(`athena_java_text(${value})`, { flags, width, precision, isUpper: kind === 'B' });
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
  const pad = `repeat(' ', greatest(0, ${width} - length(${cased})))`;
  return flags.includes('-') ? `(${cased} || ${pad})` : `(${pad} || ${cased})`;
}
