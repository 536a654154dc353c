import { PickedColumn, pickedFile, schemaOfFile, type LeafSource, type PickedSchema } from '#parquet';
import type { PickedFile } from './picked-file.ts';
import type { TableSchema } from './picked-schema.ts';

/** Rows picked from a file, and where in it the columns are that are wanted. */
interface Part {
  readonly picked: PickedFile;
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
export function pickedSets(picked: readonly PickedFile[], table: TableSchema | undefined): PickedSet[] {
  const ofTable: Part[] = [];
  const others: PickedFile[] = [];
  for (const each of picked.filter(({ rows }) => rows > 0)) {
    const sources = table?.sourcesIn(each.footer);
    if (sources === undefined) others.push(each);
    else ofTable.push({ picked: each, sources });
  }
  const sets = [...Map.groupBy(others, ({ footer }) => footer.schemaText).values()].map(setOfFiles);
  return table === undefined || ofTable.length === 0
    ? sets
    : [{ schema: table.schema, isOfTable: true, parts: ofTable }, ...sets];
}

/** Of files of one schema. */
function setOfFiles(files: readonly PickedFile[]): PickedSet {
  const { footer, leaves } = (files[0] as PickedFile).footer;
  const parts = files.map((picked) => ({ picked, sources: leaves.map(({ at }) => ({ at })) }));
  return { schema: schemaOfFile(footer, leaves), isOfTable: false, parts };
}

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
      const own = picked.columns[source.at] as PickedColumn;
      if (source.around === undefined) column.addAll(own);
      else column.addMissing(own, source.around);
    }
    return column;
  });
  return pickedFile(schema, rowsOf(set), columns);
}
