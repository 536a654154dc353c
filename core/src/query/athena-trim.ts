import { closing, writtenText, type Here } from './athena-here.ts';

const SIDES: Readonly<Record<string, string>> = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' };

/** `trim(BOTH 'x' FROM text)`, `trim(text, 'x')`: what is cut is white space where nothing is said. */
export function trimText(here: Here, written: readonly string[], args: readonly string[]): string {
  const from = placeOf(here, 'from');
  if (from === 0) return `athena_trim(${args.join(', ')})`;
  const side = SIDES[here.word(2)?.text.toLowerCase() ?? ''];
  const first = side === undefined ? 2 : 3;
  const value = writtenText(here, written, { from: from + 1, to: closing(here) - 1 });
  const cut = first < from ? `, ${writtenText(here, written, { from: first, to: from - 1 })}` : '';
  return `athena_${side ?? 'trim'}(${value}${cut})`;
}

/** `substring(text FROM start FOR length)`, `substring(text, start, length)`. */
export function substringText(here: Here, written: readonly string[], args: readonly string[]): string {
  const from = placeOf(here, 'from');
  if (from === 0) return `athena_substr(${args.join(', ')})`;
  const end = closing(here);
  const length = placeOf(here, 'for');
  const ranges = [
    { from: 2, to: from - 1 },
    { from: from + 1, to: (length === 0 ? end : length) - 1 },
    ...(length === 0 ? [] : [{ from: length + 1, to: end - 1 }]),
  ];
  return `athena_substr(${ranges.map((range) => writtenText(here, written, range)).join(', ')})`;
}

/** How many places on a word stands among the arguments of the call here, outside of their brackets; 0 for nowhere. */
function placeOf(here: Here, word: string): number {
  const end = closing(here);
  for (let by = 2; by < end; by += 1) {
    if (here.is(by, '(', '[')) by = closing(here, by);
    else if (here.is(by, word)) return by;
  }
  return 0;
}
