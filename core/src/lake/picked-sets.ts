import {
  PickedColumn,
  pickedFile,
  schemaOfFile,
  type LeafSource,
  type PageRows,
  type PickedSchema,
} from '#parquet';
import type { FileFooter } from './footers.ts';
import type { TableSchema } from './picked-schema.ts';

/** Rows that were picked, by column of the files that they are from. */
export interface RowsOfSchema {
  readonly footer: FileFooter;
  /** Where one of those files is. */
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly { readonly rows: PageRows }[];
}

/** Rows of files of one schema, and where in it the columns are that are wanted. */
interface Part {
  readonly picked: RowsOfSchema;
  readonly sources: readonly LeafSource[];
}

/** Rows of several files that one file is to have. */
export interface PickedSet {
  readonly schema: PickedSchema;
  /** Whether that is the table's: all its columns, in order and of its types. */
  readonly isOfTable: boolean;
  readonly parts: readonly Part[];
}

/** Picked rows by the files that they are to be in: one of all whose columns are as the table's, and one of each other schema. */
export function pickedSets(picked: readonly RowsOfSchema[], table: TableSchema | undefined): PickedSet[] {
  const ofTable: Part[] = [];
  const others: RowsOfSchema[] = [];
  for (const each of picked.filter(({ rows }) => rows > 0)) {
    const sources = table?.sourcesIn(each.footer);
    if (sources === undefined) others.push(each);
    else ofTable.push({ picked: each, sources });
  }
  const sets = [...Map.groupBy(others, ({ footer }) => footer.schemaText).values()].map(setOfSchema);
  return table === undefined || ofTable.length === 0
    ? sets
    : [{ schema: table.schema, isOfTable: true, parts: ofTable }, ...sets];
}

function setOfSchema(some: readonly RowsOfSchema[]): PickedSet {
  const { footer, leaves } = (some[0] as RowsOfSchema).footer;
  const parts = some.map((picked) => ({ picked, sources: leaves.map(({ at }) => ({ at })) }));
  return { schema: schemaOfFile(footer, leaves), isOfTable: false, parts };
}

/** Where one of the files is that a set's rows are from. */
export const sourceOf = ({ parts }: PickedSet): string | undefined => parts[0]?.picked.path;

/** How many rows a set has. */
export const rowsOf = ({ parts }: PickedSet): number =>
  parts.reduce((sum, { picked }) => sum + picked.rows, 0);

/** The bytes of a Parquet file with a set's rows. */
export function setBytes(set: PickedSet): Buffer {
  const { schema, parts } = set;
  const columns = schema.leaves.map((leaf, at) => {
    const column = new PickedColumn(leaf);
    for (const { picked, sources } of parts) {
      const source = sources[at] as LeafSource;
      const own = picked.columns[source.at]?.rows as PageRows;
      if (source.around === undefined) column.addRows(own);
      else column.addMissing(own, source.around);
    }
    return column;
  });
  return pickedFile(schema, rowsOf(set), columns);
}
