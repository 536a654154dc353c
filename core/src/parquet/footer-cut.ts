import { CompactThrift, MAGIC, numberBytes, structsHead } from '#thrift';
import { firstPage, joined, type Piece } from './pieces.ts';

/** A row group as a footer tells it. */
export interface CutGroup {
  /** Its own bytes in the footer. */
  readonly bytes: Buffer;
  readonly firstRow: number;
  readonly rows: number;
  /** Its pages and bloom filters in the file, in order. */
  readonly pieces: readonly Piece[];
}

/** A footer (FileMetaData in parquet.thrift), so that one of fewer row groups can be made of it. */
export interface Footer {
  readonly groups: readonly CutGroup[];
  /** Before the number of rows, from there to the row groups, and after these. */
  readonly before: Buffer;
  readonly between: Buffer;
  readonly after: Buffer;
}

/** Fields of FileMetaData. */
const NUM_ROWS = 3;
const ROW_GROUPS = 4;

/** Reads a footer. @throws RangeError for what it can't be cut down to a part of */
export function readFooter(bytes: Buffer): Footer {
  const thrift = new CompactThrift(bytes);
  const groups: CutGroup[] = [];
  const marks = new Map<'rows' | 'rowsEnd' | 'groups' | 'groupsEnd', number>();
  thrift.fields((id) => {
    if (id === NUM_ROWS) {
      marks.set('rows', thrift.at);
      thrift.number();
      marks.set('rowsEnd', thrift.at);
    } else if (id === ROW_GROUPS) {
      marks.set('groups', thrift.at);
      thrift.structs(() => groups.push(rowGroup(thrift, bytes, groups.at(-1))));
      marks.set('groupsEnd', thrift.at);
    } else return false;
    return true;
  });
  const [rows, rowsEnd, from, to] = [...marks.values()];
  if (rows === undefined || rowsEnd === undefined || from === undefined || to === undefined || from < rows)
    throw new RangeError('the footer lacks what every one has');
  return {
    groups,
    before: bytes.subarray(0, rows),
    between: bytes.subarray(rowsEnd, from),
    after: bytes.subarray(to),
  };
}

/** Fields of RowGroup and ColumnChunk. */
const COLUMNS = 1;
const GROUP_ROWS = 3;
const FILE_PATH = 1;
const META_DATA = 3;

function rowGroup(thrift: CompactThrift, bytes: Buffer, before: CutGroup | undefined): CutGroup {
  const start = thrift.at;
  const pieces: Piece[] = [];
  let rows = 0;
  thrift.fields((id) => {
    if (id === COLUMNS) thrift.structs(() => pieces.push(...chunkPieces(thrift)));
    else if (id === GROUP_ROWS) rows = thrift.number();
    else return false;
    return true;
  });
  return {
    bytes: bytes.subarray(start, thrift.at),
    firstRow: before === undefined ? 0 : before.firstRow + before.rows,
    rows,
    pieces: joined(pieces),
  };
}

function chunkPieces(thrift: CompactThrift): Piece[] {
  let pieces: Piece[] | undefined;
  thrift.fields((id) => {
    if (id === FILE_PATH) throw new RangeError('the column is in another file');
    if (id !== META_DATA) return false;
    pieces = columnPieces(thrift);
    return true;
  });
  if (pieces === undefined) throw new RangeError('a column does not say where it is');
  return pieces;
}

/** Fields of ColumnMetaData. */
const COLUMN = { size: 7, data: 9, dictionary: 11, bloom: 14, bloomSize: 15 } as const;
const COLUMN_NUMBERS: ReadonlySet<number> = new Set(Object.values(COLUMN));

function columnPieces(thrift: CompactThrift): Piece[] {
  const found = new Map<number, number>();
  thrift.fields((id) => {
    if (!COLUMN_NUMBERS.has(id)) return false;
    found.set(id, thrift.number());
    return true;
  });
  const data = known(found.get(COLUMN.data));
  const offset = firstPage(data, found.get(COLUMN.dictionary));
  const pages = { offset, length: known(found.get(COLUMN.size)) };
  const bloom = found.get(COLUMN.bloom);
  return bloom === undefined
    ? [pages]
    : [pages, { offset: bloom, length: known(found.get(COLUMN.bloomSize)) }];
}

function known(value: number | undefined): number {
  if (value === undefined) throw new RangeError('a column does not say where it is');
  return value;
}

/** Footer and trailer of a file that has only some of the row groups, each where it was. */
export function footerBytes(
  { before, between, after }: Omit<Footer, 'groups'>,
  groups: readonly Pick<CutGroup, 'rows' | 'bytes'>[],
): Buffer {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const parts = [before, numberBytes(rows), between, structsHead(groups.length)];
  const footer = Buffer.concat([...parts, ...groups.map(({ bytes }) => bytes), after]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([footer, length, MAGIC]);
}
