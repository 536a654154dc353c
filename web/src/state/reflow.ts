const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const OPENING: ReadonlySet<string> = new Set('{[');
const CLOSING: ReadonlySet<string> = new Set('}]');
const BEFORE_LINE: ReadonlySet<string> = new Set('{[,');

/**
 * JSON with a line for each member. Only the spaces between its parts change: digits, escapes, repeated keys and their order stay as
 * they are. Undefined for what is not a JSON object or array.
 */
export function reflowed(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  const out: string[] = [];
  let depth = 0;
  let last = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    const isEmpty = OPENING.has(last) && CLOSING.has(token);
    if (CLOSING.has(token)) depth -= 1;
    if (!isEmpty && (BEFORE_LINE.has(last) || CLOSING.has(token))) out.push(line());
    out.push(token === ':' ? ': ' : token);
    if (OPENING.has(token)) depth += 1;
    last = token;
  }
  return out.join('');
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
