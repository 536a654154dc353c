import type { Column, ColumnKind, Columns, Format } from '#format';
import { dayReader, type DayReader } from './read-time.ts';

/** Opener of a place where any value may stand. */
export const ANY = -1;
/** Opener of a number: a digit or a minus. */
export const NUMBER = 0;
/** Opener of a JSON document kept as text: anything but a text, which would lose its quotes. */
export const DOCUMENT = -2;

/** First byte of a value of a kind. */
export const OPENERS: Readonly<Record<ColumnKind, number>> = {
  string: ANY,
  json: DOCUMENT,
  int: NUMBER,
  long: NUMBER,
  double: NUMBER,
  boolean: 0x74,
  struct: 0x7b,
  list: 0x5b,
};

/** What the scanner knows of one place in a JSON record. Built once per format and worker. */
export interface ScanNode {
  readonly kind: ColumnKind;
  /** First byte that a value here must have (`true` stands for booleans), `NUMBER`, `DOCUMENT` or `ANY`. */
  readonly opener: number;
  /** Children by key, as bytes with their quotes and in declared order; empty where anything may stand. */
  readonly keys: readonly Uint8Array[];
  readonly nodes: readonly ScanNode[];
  readonly element: ScanNode | undefined;
  /** Reads event time here; undefined where it is not. */
  readonly day: DayReader | undefined;
  /** Place among the fields of event time: the first that has a value is it. */
  readonly dayRank: number;
  /** The child expected next: AWS writes keys in the same order again and again. */
  expected: number;
  /** The child met last in the current object; -1 at its beginning. */
  last: number;
  /** At 0 the child that comes first, at i + 1 the one that came behind child i when last met. */
  readonly follow: Int32Array;
  /** The object in which this key was seen last: a second time in the same one is a duplicate. */
  seenIn: number;
}

/** The tree of a JSON format's declared fields. A time of two fields is the explaining reader's. */
export function scanTree(format: Format): ScanNode {
  const { form, fields } = format.time;
  const children = Object.entries(format.columns);
  const nodes = children.map(([key, column]) => {
    const dayRank = form === 'date-and-time' ? -1 : fields.indexOf(key);
    return columnNode(column, dayRank < 0 ? {} : { day: dayReader(form), dayRank });
  });
  return node('struct', { keys: children.map(([key]) => encode(key)), nodes });
}

const encode = (key: string): Uint8Array => new TextEncoder().encode(JSON.stringify(key));

function columnNode(column: Column, time: Pick<Partial<ScanNode>, 'day' | 'dayRank'>): ScanNode {
  const element = column.element === undefined ? undefined : columnNode(column.element, {});
  return node(column.kind, { ...fieldNodes(column.fields ?? {}), element, ...time });
}

function fieldNodes(fields: Columns): Pick<ScanNode, 'keys' | 'nodes'> {
  const entries = Object.entries(fields);
  return {
    keys: entries.map(([key]) => encode(key)),
    nodes: entries.map(([, column]) => columnNode(column, {})),
  };
}

function node(kind: ColumnKind, given: Partial<ScanNode>): ScanNode {
  const follow = Int32Array.from({ length: (given.nodes?.length ?? 0) + 1 }, (_, at) => at);
  return {
    kind,
    opener: OPENERS[kind],
    keys: [],
    nodes: [],
    element: undefined,
    day: undefined,
    dayRank: 0,
    expected: 0,
    last: -1,
    follow,
    seenIn: 0,
    ...given,
  };
}
