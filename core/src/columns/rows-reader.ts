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
import type { StoredLeaf } from './stored-leaf.ts';

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
export function numberRows(count: number, stored: StoredLeaf | undefined): NumberRows {
  const rows = new Float64Array(count).fill(Number.NaN);
  if (stored === undefined) return { reader: undefined, rows: () => rows };
  const { leaf, shape } = stored;
  const { kind } = leaf;
  if (shape !== undefined || kind === undefined || kind === 'text' || kind === 'boolean')
    throw new Unsupported('no numbers');
  const into = new FlatRows<Float64Array>(rows, leaf);
  return {
    reader: pageReader({ leaf, decoder: numberDecoder(kind) }, into),
    rows: () => {
      into.end();
      return rows;
    },
  };
}

/** Codes of a column. @throws Unsupported for values that have none. */
export function codeRows(count: number, stored: StoredLeaf | undefined): CodeRows {
  const rows = new Uint32Array(count);
  if (stored === undefined)
    return { reader: undefined, coded: () => ({ rows, texts: new TextTable().texts() }) };
  const { leaf, shape } = stored;
  const elements = new TextTable();
  if (shape === undefined)
    return coded(stored, rows, { elements, texts: elements, into: new FlatRows<Uint32Array>(rows, leaf) });
  const lists = new TextTable();
  const into = new ListRows(rows, shape, { elements, isText: leaf.kind === 'text', lists });
  return coded(stored, rows, { elements, texts: lists, into });
}

interface CodesInto {
  readonly elements: TextTable;
  readonly texts: TextTable;
  readonly into: FlatRows<Uint32Array> | ListRows;
}

function coded(
  stored: StoredLeaf,
  rows: Uint32Array<ArrayBuffer>,
  { elements, texts, into }: CodesInto,
): CodeRows {
  const { leaf } = stored;
  const { take } = pageReader({ leaf, decoder: decoderOf(stored, elements) }, into);
  const isTooMuch = (): boolean =>
    hasTooMany(elements) || hasTooMany(texts) || (into instanceof ListRows && into.isTooMuch);
  return {
    reader: { leaf, take: (pages) => (isTooMuch() ? undefined : take(pages)) },
    coded: () => {
      if (isTooMuch()) return undefined;
      into.end();
      return { rows, texts: texts.texts() };
    },
  };
}

const NONE = new Uint32Array(0);

/** For a leaf that has another field's values: only its levels are looked at. */
const LEVELS: Decoder<Uint32Array> = { plain: () => NONE, pick: () => NONE };

function decoderOf({ leaf, hasValues }: StoredLeaf, elements: TextTable): Decoder<Uint32Array> {
  if (!hasValues) return LEVELS;
  if (leaf.kind === undefined) throw new Unsupported('values of a kind that has no codes');
  return codeDecoder(leaf.kind, elements);
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
