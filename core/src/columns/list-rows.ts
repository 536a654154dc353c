import { codeOf, type Entries, type TextTable } from '#parquet';
import { NULL_CODE } from './dictionary.ts';

/** No list, or none yet; the empty list is the first of all. */
const NO_LIST = -1;
const EMPTY = 0;
/** Places that the codes of elements leave for the number of a list in one number below 2^53. */
const MOST_ELEMENTS = 2 ** 24;

/** Lists beyond which a column is not kept, those that others begin with among them. */
const MOST_LISTS = 2 ** 21;

/** How a leaf's levels tell of lists, which may be less deep than it. */
export interface ListShape {
  /** Repetition level up to which an entry begins an element. */
  readonly depth: number;
  /** Definition level from which on the outermost list is there. */
  readonly list: number;
  /** Definition level from which on there is an element. */
  readonly element: number;
  /** Definition level at which it has a value. */
  readonly value: number;
}

interface ListTexts {
  /** Texts of the values, and whether they are texts themselves. */
  readonly elements: TextTable;
  readonly isText: boolean;
  /** What texts of lists are added to. */
  readonly lists: TextTable;
}

/**
 * Codes of the rows of a column within lists. A list is a path through a tree of its elements; only a path that was not met
 * before becomes a text: the JSON that the engine's `to_json` writes.
 */
export class ListRows {
  /** Codes of the rows' lists; complete after `end`. */
  readonly rows: Uint32Array;
  private readonly shape: ListShape;
  private readonly elements: TextTable;
  private readonly isText: boolean;
  private readonly lists: TextTable;
  private readonly following = new Map<number, number>();
  private readonly texts: string[] = [''];
  private readonly known: number[] = [];
  private row = -1;
  private list = NO_LIST;

  constructor(rows: Uint32Array, shape: ListShape, { elements, isText, lists }: ListTexts) {
    this.rows = rows;
    this.shape = shape;
    this.elements = elements;
    this.isText = isText;
    this.lists = lists;
  }

  /** Whether there are more lists than can be kept. */
  get isTooMuch(): boolean {
    return this.texts.length > MOST_LISTS;
  }

  /** The entries of a page; a row may go on in the next. */
  readonly add = ({ count, defined, repeated, values }: Entries<Uint32Array>): void => {
    const { depth, list, element, value } = this.shape;
    if (repeated === 0 && typeof defined === 'number' && defined < list) return this.skip(count);
    let next = 0;
    for (let entry = 0; entry < count; entry += 1) {
      const level = levelAt(defined, entry);
      const repetition = levelAt(repeated, entry);
      if (repetition === 0) this.begin(level >= list);
      if (level < element || repetition > depth) continue;
      this.append(level === value ? (values[next] as number) : NULL_CODE);
      if (level === value) next += 1;
    }
  };

  /** @throws RangeError where the file has another number of rows. */
  readonly end = (): void => {
    this.close();
    if (this.row + 1 !== this.rows.length) throw new RangeError('a column of another length than its file');
  };

  /** Rows without a list. */
  private skip(count: number): void {
    this.close();
    this.row += count;
    this.list = NO_LIST;
  }

  private begin(isList: boolean): void {
    this.close();
    this.row += 1;
    this.list = isList ? EMPTY : NO_LIST;
  }

  private close(): void {
    if (this.list === NO_LIST || this.row < 0) return;
    const code = this.known[this.list] ?? codeOf(this.lists, `[${this.texts[this.list] ?? ''}]`);
    this.known[this.list] = code;
    this.rows[this.row] = code;
  }

  private append(element: number): void {
    if (element >= MOST_ELEMENTS || this.list === NO_LIST) throw new RangeError('an element that cannot be');
    const step = this.list * MOST_ELEMENTS + element;
    this.list = this.following.get(step) ?? this.added(step, element);
  }

  private added(step: number, element: number): number {
    const list = this.texts.length;
    const before = this.texts[this.list] ?? '';
    this.texts.push(`${before}${this.list === EMPTY ? '' : ','}${this.json(element)}`);
    this.following.set(step, list);
    return list;
  }

  private json(element: number): string {
    if (element === NULL_CODE) return 'null';
    const text = this.elements.textOf(element - 1);
    return this.isText ? engineJson(text) : text;
  }
}

const levelAt = (levels: Entries<unknown>['defined'], entry: number): number =>
  typeof levels === 'number' ? levels : (levels[entry] as number);

/** As the engine writes it: JavaScript has control characters in small letters. */
const engineJson = (text: string): string =>
  JSON.stringify(text).replaceAll(/\\u00(..)/g, (_, digits: string) => `\\u00${digits.toUpperCase()}`);
