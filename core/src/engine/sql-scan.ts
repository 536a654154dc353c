import { nameOf, sqlWords, type SqlWord } from '#query';

/** A word that counts, with its neighbours: blanks and comments are left out. */
export class Scan {
  readonly words: readonly SqlWord[];
  /** Index among `words` of each solid word. */
  readonly #solid: readonly number[];
  #closings: ReadonlyMap<number, number> | undefined;

  constructor(sql: string) {
    this.words = sqlWords(sql);
    this.#solid = this.words.flatMap((word, at) => (word.kind === 'blank' ? [] : [at]));
  }

  /** Number of solid words. */
  get length(): number {
    return this.#solid.length;
  }

  /** Index among `words` of a solid word. */
  index(place: number): number {
    return this.#solid[place] ?? -1;
  }

  word(place: number): SqlWord | undefined {
    return this.words[this.index(place)];
  }

  /** The name that a solid word stands for, lower-case. */
  name(place: number): string | undefined {
    return nameOf(this.word(place));
  }

  /** Whether a solid word is one of these, bare. */
  is(place: number, ...texts: readonly string[]): boolean {
    return texts.includes(this.word(place)?.text.toLowerCase() ?? '');
  }

  /** The place of the bracket that closes the one at a place; the end where none does. */
  closing(place: number): number {
    this.#closings ??= closingsOf(this);
    return this.#closings.get(place) ?? this.length;
  }
}

/** The closing bracket of every opening one. */
function closingsOf(scan: Scan): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (let place = 0; place < scan.length; place += 1) {
    if (scan.is(place, '(')) open.push(place);
    if (!scan.is(place, ')')) continue;
    const opening = open.pop();
    if (opening !== undefined) found.set(opening, place);
  }
  return found;
}

/** Something that stands where a table can stand. */
export interface TablePlace {
  /** Place of the first word. */
  readonly place: number;
  /** `database.table` as its names, lower-case; empty for brackets and functions. */
  readonly parts: readonly string[];
}

/** A query in brackets, or the whole statement. */
interface Frame {
  isQuery: boolean;
  isFrom: boolean;
}

const FROM_ENDS = [
  'where',
  'group',
  'having',
  'order',
  'limit',
  'union',
  'intersect',
  'except',
  'window',
  'offset',
  'fetch',
  'select',
];

/** Every place of a statement where a table stands: behind FROM and JOIN and the commas between them. */
export function tablePlaces(scan: Scan): TablePlace[] {
  const found: TablePlace[] = [];
  const frames: Frame[] = [{ isQuery: false, isFrom: false }];
  for (let place = 0; place < scan.length; place += 1) {
    const frame = frames.at(-1) ?? { isQuery: false, isFrom: false };
    const isTable = frame.isFrom && isBeforeTable(scan, place - 1);
    if (isTable) found.push({ place, parts: dotted(scan, place) });
    if (scan.is(place, '(')) frames.push({ isQuery: isTable, isFrom: isTable });
    else if (scan.is(place, ')')) frames.pop();
    else readClause(scan, place, frame);
  }
  return found;
}

const isBeforeTable = (scan: Scan, place: number): boolean =>
  scan.is(place, 'from', 'join', ',', '(', 'lateral');

function readClause(scan: Scan, place: number, frame: Frame): void {
  // A field may have the name of a clause: `t.order` is none.
  if (scan.word(place)?.kind !== 'name' || scan.is(place - 1, '.')) return;
  if (scan.is(place, 'from')) frame.isFrom = frame.isQuery;
  else if (scan.is(place, ...FROM_ENDS)) frame.isFrom = false;
  if (scan.is(place, 'select')) frame.isQuery = true;
}

/** The names from a place on that dots join. */
function dotted(scan: Scan, place: number): string[] {
  const first = scan.name(place);
  if (first === undefined || (scan.is(place + 1, '(') && scan.word(place)?.kind === 'name')) return [];
  const parts = [first];
  for (let at = place + 2; scan.is(at - 1, '.'); at += 2) {
    const part = scan.name(at);
    if (part === undefined) return [];
    parts.push(part);
  }
  return parts;
}

/** Queries that the statement names by WITH: the name, and the place where its brackets close. Before it the name is a table's. */
export function withNames(scan: Scan): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (let place = 0; place < scan.length; place += 1) {
    const name = scan.name(place);
    if (name === undefined || !scan.is(place - 1, 'with', 'recursive', ',')) continue;
    const as = scan.is(place + 1, '(') ? scan.closing(place + 1) + 1 : place + 1;
    if (
      scan.is(as, 'as') &&
      scan.is(as + 1, '(') &&
      scan.is(as + 2, 'select', 'with', 'values', 'table', '(')
    )
      found.set(name, scan.closing(as + 1));
  }
  return found;
}
