/** A step of a path of SQL/JSON. */
type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members' | 'elements' }
  | { readonly kind: 'places'; readonly ranges: readonly { readonly from: Place; readonly to: Place }[] };

/** A place in an array: so many from the beginning, or before the last. */
interface Place {
  readonly isFromLast: boolean;
  readonly count: number;
}

const PATH = /^\s*(lax|strict)\s+\$/;
const STEP =
  /\s*(?:\.\s*(?:([A-Za-z_][A-Za-z0-9_]*)(?!\s*\()|"((?:[^"\\]|"")*)"|(\*))|\[\s*(\*)\s*\]|\[([^[\]]*)\])/y;
const SUBSCRIPT = /^\s*(\d{1,9}|last(?:\s*-\s*\d{1,9})?)\s*(?:to\s+(\d{1,9}|last(?:\s*-\s*\d{1,9})?)\s*)?$/;

/**
 * The items that a path finds in a JSON value, as a list; null where a strict path meets another structure than it says.
 * https://trino.io/docs/current/functions/json.html#json-path-language
 * @param path text of the path; @param json the value, as an expression
 * @returns nothing where the path has what is not supported, with the offset at which that stands
 */
export function pathItems(
  path: string,
  json: string,
): { readonly items: string } | { readonly wrongAt: number } {
  const [start, mode] = PATH.exec(path) ?? [];
  if (start === undefined) return { wrongAt: 0 };
  let items = `athena_path_start(${json})`;
  STEP.lastIndex = start.length;
  let at = start.length;
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    const step = stepOf(match);
    if (step === undefined) return { wrongAt: at };
    items = `athena_path_${mode}_${textOf(step, items)}`;
    at = STEP.lastIndex;
  }
  return path.slice(at).trim() === '' ? { items } : { wrongAt: at };
}

function stepOf([, name, quoted, members, elements, places]: RegExpExecArray): Step | undefined {
  if (members !== undefined) return { kind: 'members' };
  if (elements !== undefined) return { kind: 'elements' };
  if (places === undefined) return { kind: 'member', name: name ?? quoted?.replaceAll('""', '"') ?? '' };
  const ranges = places.split(',').map(rangeOf);
  return ranges.includes(undefined)
    ? undefined
    : { kind: 'places', ranges: ranges.filter((range) => range !== undefined) };
}

function rangeOf(text: string): { from: Place; to: Place } | undefined {
  const [, from, to] = SUBSCRIPT.exec(text) ?? [];
  return from === undefined ? undefined : { from: placeOf(from), to: placeOf(to ?? from) };
}

const placeOf = (text: string): Place => ({
  isFromLast: text.startsWith('last'),
  count: Number(/\d+/.exec(text)?.[0] ?? 0),
});

function textOf(step: Step, items: string): string {
  if (step.kind === 'member') return `member(${items}, '${step.name.replaceAll("'", "''")}')`;
  if (step.kind !== 'places') return `${step.kind}(${items})`;
  const ranges = step.ranges.map(({ from, to }) => `{'f': ${placeText(from)}, 't': ${placeText(to)}}`);
  return `places(${items}, [${ranges.join(', ')}])`;
}

/** Counted from 1; before the last, from 0 down. */
const placeText = ({ isFromLast, count }: Place): string => String(isFromLast ? -count : count + 1);
