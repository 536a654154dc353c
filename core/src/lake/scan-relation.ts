import { ident, literal } from '#port';
import { namesHold, relationByName, wantedFields } from './by-name.ts';
import { schemaOf } from './metadata.ts';
import { relationOf } from './relation.ts';
import type { ScannedFile, TableScan } from './scan.ts';
import type { TableState } from './table-log.ts';

type Files = Pick<TableScan, 'deletes'> & { readonly files: readonly ScannedFile[] };

/**
 * SQL of a relation over files of a table, and what was made for a scan of them: that is read as it is, as every conversion of a nested
 * column takes the engine time to plan.
 * @param columns those (lower-case) that it must have; absent: all
 */
export function scanRelation(
  state: TableState,
  { files, deletes }: Files,
  columns: ReadonlySet<string> | undefined,
): string {
  const others = files.filter(({ isOfTable }) => isOfTable !== true);
  const { fields } = schemaOf(state.metadata);
  const stored = () =>
    relationByNames(state, { files: others, deletes }, columns) ?? relationOf(fields, others, deletes);
  if (others.length === files.length) return stored();
  const names = wantedFields(fields, columns).map(({ name }) => ident(name));
  const select = (relation: string): string => `SELECT ${names.join(', ')} FROM ${relation}`;
  const made = files
    .filter(({ isOfTable }) => isOfTable === true)
    .map(({ path }) => select(`read_parquet(${literal(path)}, hive_partitioning = false)`));
  return `(${[...made, ...(others.length === 0 ? [] : [select(stored())])].join(' UNION ALL ')})`;
}

/** By name, where that is sure to mean the same as by id. */
function relationByNames(
  { metadata }: TableState,
  { files, deletes }: Files,
  columns: ReadonlySet<string> | undefined,
): string | undefined {
  const isSure = files.length > 0 && deletes.length === 0 && namesHold(metadata.schemas);
  return isSure ? relationByName(schemaOf(metadata).fields, files, columns) : undefined;
}
