import type { Codes, FileColumns } from './file-columns.ts';

/** A condition on rows: that the code of one of the columns is among those that pass. */
export interface Test {
  /** `passes` holds 1 at the codes that do. */
  readonly columns: readonly { readonly name: string; readonly passes: Uint8Array }[];
  readonly isNegated: boolean;
}

/** Chosen rows of a file, every column in the same order. */
export interface Part {
  readonly rows: number;
  /** Microseconds since the epoch. */
  readonly times: Float64Array;
  readonly codes: (column: string) => Uint32Array;
  readonly numbers: (column: string) => Float64Array;
  /** 1 for each row that passes, 0 for the others. */
  readonly mask: (test: Test) => Uint8Array;
}

/** Which rows of a file, by microseconds since the epoch: from `from` on and before `to`. */
export interface Choice {
  readonly from: number;
  readonly to: number;
  readonly tests: readonly Test[];
}

/** The rows of a file that lie in the range and pass all tests. */
export function chosen(file: FileColumns, { from, to, tests }: Choice): Part {
  const whole = {
    times: file.times,
    codes: (name: string) => file.codes.get(name) ?? missing(name),
    numbers: (name: string) => file.numbers.get(name) ?? missing(name),
  };
  const rows = rowsWithin(file.times, from, to);
  return tests.reduce(passing, gatheredPart(whole, placesOf(rows)));
}

function missing(name: string): never {
  throw new Error(`column ${name} is not kept`);
}

/** The rows that pass a test. */
export function passing(part: Part, test: Test): Part {
  const mask = part.mask(test);
  const rows = new Uint32Array(part.rows);
  let count = 0;
  for (let row = 0; row < part.rows; row += 1) {
    rows[count] = row;
    count += mask[row] ?? 0;
  }
  return picked(part, rows.subarray(0, count));
}

/** A column of the elements of a list. */
export interface Elements {
  readonly name: string;
  /** Codes of the elements of a list, by the list's own code; a list without any may be left out. */
  readonly lists: readonly (Uint32Array | undefined)[];
}

/** Each row once for every element of its list. */
export function spread(part: Part, list: string, elements: Elements): Part {
  const { rows, column } = elementsIn(part.codes(list), elements);
  const { times, numbers, codes } = picked(part, rows);
  return partOf({
    rows: column.length,
    times: () => times,
    codes: (name) => (name === elements.name ? column : codes(name)),
    numbers,
  });
}

/** The elements of all lists, each with the row of its list. */
function elementsIn(codes: Uint32Array, { lists }: Elements): { rows: Uint32Array; column: Uint32Array } {
  const lengths = Uint32Array.from(lists, (list) => list?.length ?? 0);
  let count = 0;
  for (let row = 0; row < codes.length; row += 1) count += lengths[codes[row] ?? 0] ?? 0;
  const [rows, column] = [new Uint32Array(count), new Uint32Array(count)];
  let at = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? 0;
    if (lengths[code] === 0) continue;
    for (const element of lists[code] ?? []) {
      rows[at] = row;
      column[at] = element;
      at += 1;
    }
  }
  return { rows, column };
}

function rowsWithin(times: Float64Array, from: number, to: number): Uint32Array {
  const rows = new Uint32Array(times.length);
  let count = 0;
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row] ?? Number.NaN;
    rows[count] = row;
    count += time >= from && time < to ? 1 : 0;
  }
  return rows.subarray(0, count);
}

/** Rows of a part by their places; each column is gathered when it is asked for. */
function picked(part: Part, rows: Uint32Array): Part {
  const places = placesOf(rows);
  return rows.length === part.rows && places.starts?.length === 1 ? part : gatheredPart(part, places);
}

/** Columns of a file, or of a part of it. */
interface Source {
  readonly times: Float64Array;
  readonly codes: (name: string) => Codes;
  readonly numbers: (name: string) => Float64Array;
}

/** Codes become 32 bits wide: loops over arrays of one kind are fast. */
const gatheredPart = (source: Source, places: Places): Part =>
  partOf({
    rows: places.rows.length,
    times: () => gathered(source.times, new Float64Array(places.rows.length), places),
    codes: (name) => gathered(source.codes(name), new Uint32Array(places.rows.length), places),
    numbers: (name) => gathered(source.numbers(name), new Float64Array(places.rows.length), places),
  });

/** Places of rows in a file. */
interface Places {
  readonly rows: Uint32Array;
  /** Where in `rows` each run of places that follow each other begins; absent where runs are short. */
  readonly starts: Uint32Array | undefined;
}

/** Rows of a run, on average, from which on copying runs is faster than copying rows. */
const LONG = 16;

function placesOf(rows: Uint32Array): Places {
  const starts = new Uint32Array(Math.ceil(rows.length / LONG));
  let count = 0;
  let next = -1;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    if (row !== next) {
      if (count === starts.length) return { rows, starts: undefined };
      starts[count] = at;
      count += 1;
    }
    next = row + 1;
  }
  return { rows, starts: starts.subarray(0, count) };
}

interface Columns extends Pick<Part, 'rows' | 'codes' | 'numbers'> {
  readonly times: () => Float64Array;
}

/** A part that makes each of its columns once, when it is asked for. */
function partOf({ rows, times, codes, numbers }: Columns): Part {
  const timesOf = remembered(times);
  const own = { rows, codes: remembered(codes), numbers: remembered(numbers) };
  return {
    ...own,
    get times() {
      return timesOf('times');
    },
    mask: remembered((test: Test) => maskOf(own, test)),
  };
}

function maskOf({ rows, codes }: Pick<Part, 'rows' | 'codes'>, { columns, isNegated }: Test): Uint8Array {
  const mask = new Uint8Array(rows);
  for (const { name, passes } of columns) {
    const own = codes(name);
    for (let row = 0; row < mask.length; row += 1)
      mask[row] = (mask[row] ?? 0) | (passes[own[row] ?? 0] ?? 0);
  }
  if (isNegated) for (let row = 0; row < mask.length; row += 1) mask[row] = (mask[row] ?? 0) ^ 1;
  return mask;
}

function gathered<Values extends Uint32Array | Float64Array>(
  values: Codes | Float64Array,
  found: Values,
  { rows, starts }: Places,
): Values {
  if (starts === undefined)
    for (let at = 0; at < rows.length; at += 1) found[at] = values[rows[at] ?? 0] ?? 0;
  else
    for (const [run, start] of starts.entries()) {
      const [from, end] = [rows[start] ?? 0, starts[run + 1] ?? rows.length];
      found.set(values.subarray(from, from + end - start), start);
    }
  return found;
}

function remembered<Name, Value>(make: (name: Name) => Value): (name: Name) => Value {
  const known = new Map<Name, Value>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.set(name, value);
    return value;
  };
}
