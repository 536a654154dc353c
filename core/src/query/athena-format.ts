/** A piece of a pattern of `format`: `%s`, `%,.2f`, `%2$s`, `%%`. https://docs.oracle.com/en/java/javase/23/docs/api/java.base/java/util/Formatter.html */
const PIECE = /%(?:(\d+)\$)?([-+0,]*)(\d+)?(?:\.(\d+))?([sdfxXbBn%])|[^%]+|%/g;

/** `format(pattern, …)` as texts that are joined; nothing where the pattern is no literal or has what is not known. */
export function formatPieces(pattern: string | undefined, values: readonly string[]): string | undefined {
  if (pattern === undefined) return undefined;
  let next = 0;
  const pieces: (string | undefined)[] = [];
  for (const match of pattern.matchAll(PIECE)) {
    const [piece, place, , , , kind] = match;
    if (kind === undefined) pieces.push(piece === '%' ? undefined : `'${piece}'`);
    else if (kind === '%' || kind === 'n') pieces.push(kind === 'n' ? 'chr(10)' : "'%'");
    else {
      const value = values[place === undefined ? next : Number(place) - 1];
      if (place === undefined) next += 1;
      pieces.push(value === undefined ? undefined : valueText(match, value));
    }
  }
  return pieces.includes(undefined) ? undefined : `(${["''", ...pieces].join(' || ')})`;
}

/** One value, as the flags, the width and the precision of its piece say. */
function valueText([, , flags = '', width = '', precision, kind]: RegExpExecArray, value: string): string | undefined {
  const digits = `${flags.includes('0') ? '0' : ''}${width}${flags.includes(',') ? ',' : ''}`;
  switch (kind) {
    case 'd':
      return `format('{:${flags.includes('+') ? '+' : ''}${digits}d}', CAST(${value} AS BIGINT))`;
    case 'f':
      return `format('{:${flags.includes('+') ? '+' : ''}${digits}.${precision ?? 6}f}', CAST(${value} AS DOUBLE))`;
    case 'x':
    case 'X':
      return `format('{:${digits}${kind}}', CAST(${value} AS BIGINT))`;
    default:
      return paddedText(`athena_text(${value})`, { flags, width, precision, isUpper: kind === 'B' });
  }
}

interface Padding {
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly isUpper: boolean;
}

function paddedText(text: string, { flags, width, precision, isUpper }: Padding): string {
  const cut = precision === undefined ? `coalesce(${text}, 'null')` : `left(coalesce(${text}, 'null'), ${precision})`;
  const cased = isUpper ? `upper(${cut})` : cut;
  if (width === '') return cased;
  const pad = `repeat(' ', greatest(0, ${width} - length(${cased})))`;
  return flags.includes('-') ? `(${cased} || ${pad})` : `(${pad} || ${cased})`;
}
