/** Notes on values, kept in this browser by value. */
const KEY = 'levee-notes';
const MOST = 500;
const LONGEST = 10_000;

function read(): ReadonlyMap<string, string> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(found)) return new Map();
    const pairs = found.filter(
      (each): each is [string, string] =>
        Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'string',
    );
    return new Map(pairs);
  } catch {
    return new Map();
  }
}

/** What was noted of a value; empty where nothing was. */
export const noteOf = (value: string): string => read().get(value) ?? '';

/** Keeps a note, or takes an empty one away; false where the browser keeps nothing, no more, or it is too long. */
export function keepNote(value: string, text: string): boolean {
  if (text.length > LONGEST) return false;
  const others = [...read()].filter(([each]) => each !== value);
  const all = text.trim() === '' ? others : [...others, [value, text]];
  if (all.length > MOST) return false;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return true;
  } catch {
    return false;
  }
}
