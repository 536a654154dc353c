import {
  codeDecoder,
  entriesIn,
  numberDecoder,
  TextTable,
  Unsupported,
  type Decoder,
  type Entries,
  type Leaf,
  type PageReader,
  type Texts,
} from '#parquet';
import { MOST_TEXT_BYTES, MOST_VALUES } from './file-columns.ts';
import { FlatRows } from './flat-rows.ts';
import { ListRows } from './list-rows.ts';

/** Reads a column of a file into an array of its rows. */
interface RowsReader {
  /** Undefined where the file has no such column. */
  readonly reader: PageReader | undefined;
}

/** A column of a file, by codes of its own. */
export interface FileCodes {
  /** By row; 0 where there is no value, else one more than the number of its text. */
  readonly rows: Uint32Array<ArrayBuffer>;
  readonly texts: Texts;
}

interface NumberRows extends RowsReader {
  /** NaN where there is none. @throws RangeError where the file has another number of rows. */
  readonly rows: () => Float64Array<ArrayBuffer>;
}

interface CodeRows extends RowsReader {
  /** Undefined where there are too many values. @throws RangeError where the file has another number of rows. */
  readonly coded: () => FileCodes | undefined;
}

/** Numbers of a column. @throws Unsupported where it has none. */
export function numberRows(count: number, leaf: Leaf | undefined): NumberRows {
  const rows = new Float64Array(count).fill(Number.NaN);
  if (leaf === undefined) return { reader: undefined, rows: () => rows };
  const { kind } = leaf;
  if (kind === undefined || kind === 'text' || kind === 'boolean') throw new Unsupported('no numbers');
  const into = new FlatRows<Float64Array>(rows, leaf);
  return {
    reader: pageReader({ leaf, decoder: numberDecoder(kind) }, into),
    rows: () => {
      into.end();
      return rows;
    },
  };
}

/** Codes of a column. */
export function codeRows(count: number, leaf: Leaf | undefined): CodeRows {
  const rows = new Uint32Array(count);
  if (leaf?.kind === undefined)
    return { reader: undefined, coded: () => ({ rows, texts: new TextTable().texts() }) };
  const elements = new TextTable();
  const texts = leaf.mostRepeated > 0 ? new TextTable() : elements;
  const into =
    leaf.mostRepeated > 0
      ? new ListRows(rows, leaf, { elements, lists: texts })
      : new FlatRows<Uint32Array>(rows, leaf);
  const { take } = pageReader({ leaf, decoder: codeDecoder(leaf.kind, elements) }, into);
  const isTooMuch = (): boolean => hasTooMany(elements) || hasTooMany(texts);
  return {
    reader: { leaf, take: (pages) => (isTooMuch() ? undefined : take(pages)) },
    coded: () => {
      if (isTooMuch()) return undefined;
      into.end();
      return { rows, texts: texts.texts() };
    },
  };
}

const hasTooMany = ({ size, textBytes }: TextTable): boolean =>
  size > MOST_VALUES || textBytes > MOST_TEXT_BYTES;

interface Column<Values> {
  readonly leaf: Leaf;
  readonly decoder: Decoder<Values>;
}

const pageReader = <Values>(
  { leaf, decoder }: Column<Values>,
  into: { readonly add: (entries: Entries<Values>) => void },
): PageReader => ({
  leaf,
  take: (pages) => {
    for (const entries of entriesIn(pages, leaf, decoder)) into.add(entries);
  },
});
