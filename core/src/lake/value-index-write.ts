import type { Field, TableDefinition } from '#format';
import { ident, literal, type EngineConnection, type ObjectStore } from '#port';
import { isCanonicalAddress, CANONICAL_SURELY } from './address-text.ts';
import { searchedColumns, type SearchedColumn } from './searched-columns.ts';
import type { DataFile } from './data-file.ts';
import { nameOf } from './metadata-files.ts';
import { GRANULE_ROWS, indexBytes, MOST_GRANULES, valueIndexKey } from './value-index.ts';

interface IndexWorld {
  readonly store: ObjectStore;
  readonly connection: EngineConnection;
}

/** A table's columns, and which of them people look into. */
interface Indexed {
  readonly definition: TableDefinition;
  readonly scan: { readonly fields: readonly Field[] };
  /** Columns that the file does not have. */
  readonly absent: ReadonlySet<string>;
}

/** Most entries of an index: 6 MB, about as many as a sorted file has rows twice over. */
const MOST_ENTRIES = 1_000_000;
/** Addresses that are looked at one by one, whether they are written as usual. */
const MOST_ODD = 10_000;

/**
 * Writes the value index of a data file. Where the columns together have too many values, the last ones go without; none is
 * written where even the first has too many.
 */
export async function writeValueIndex(
  { store, connection }: IndexWorld,
  { definition, scan, absent }: Indexed,
  file: DataFile,
): Promise<void> {
  const columns = searchedColumns(scan.fields, searchedPaths(definition));
  if (columns.length === 0 || file.recordCount > MOST_GRANULES * GRANULE_ROWS) return;
  const path = await store.localPath(file.key);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${VALUES} AS ${valuesSql(path, columns, absent)}`);
  try {
    const found = await fittingEntries(connection, columns);
    if (found === undefined) return;
    const facts = {
      file: nameOf(file.key),
      sizeBytes: file.sizeBytes,
      records: file.recordCount,
      fields: found.columns.map(({ id }) => id),
      granuleRows: GRANULE_ROWS,
      isCanonical: await areCanonical(connection),
    };
    await store.write(valueIndexKey(file.key), indexBytes(facts, found.entries));
  } finally {
    await connection.run(`DROP TABLE ${VALUES}`);
  }
}

const searchedPaths = ({ searched, entity }: TableDefinition): readonly (readonly string[])[] =>
  searched ?? [[entity]];

/** Distinct values of the columns with the granule of each. */
const VALUES = 'temp.levee_values';

/** Column by column, which is how the file is stored. */
function valuesSql(path: string, columns: readonly SearchedColumn[], absent: ReadonlySet<string>): string {
  const file = `read_parquet(${literal(path)}, file_row_number = true, hive_partitioning = false)`;
  const selects = columns.flatMap(({ path: names, isList }, at) => {
    if (absent.has(names[0] ?? '')) return [];
    const column = names.map(ident).join('.');
    const value = isList ? `unnest(${column})` : column;
    return [
      `SELECT DISTINCT ${at} AS place, ${value} AS value, file_row_number // ${GRANULE_ROWS} AS granule FROM ${file}`,
    ];
  });
  return `SELECT * FROM (${[NO_VALUES, ...selects].join(' UNION ALL ')}) WHERE value IS NOT NULL`;
}

/** What gives the values their types, also where the file has none of the columns. */
const NO_VALUES = 'SELECT 0 AS place, NULL::VARCHAR AS value, 0::BIGINT AS granule';

/** The entries in order, of as many of the columns as the index has room for. */
async function fittingEntries(
  connection: EngineConnection,
  columns: readonly SearchedColumn[],
): Promise<{ columns: readonly SearchedColumn[]; entries: Buffer } | undefined> {
  for (let count = columns.length; count > 0; count -= 1) {
    const [row] = await connection.rows(
      `SELECT count(*)::INTEGER AS entries, coalesce(string_agg(entry, '' ORDER BY entry), '') AS hex
       FROM (SELECT DISTINCT left(md5(value), 8) || format('{:04x}', granule) AS entry FROM ${VALUES} WHERE place < ${count} LIMIT ${MOST_ENTRIES + 1})`,
    );
    const entries = Buffer.from(String(row?.['hex']), 'hex');
    if (Number(row?.['entries']) <= MOST_ENTRIES) return { columns: columns.slice(0, count), entries };
  }
  return undefined;
}

/** Whether all IPv6 addresses among the values are written as usual. */
async function areCanonical(connection: EngineConnection): Promise<boolean> {
  const odd = await connection.rows(
    `SELECT DISTINCT value FROM ${VALUES} WHERE contains(value, ':') AND regexp_full_match(value, '[0-9a-fA-F:.]+')
     AND NOT regexp_full_match(value, ${literal(CANONICAL_SURELY)}) LIMIT ${MOST_ODD + 1}`,
  );
  return odd.length <= MOST_ODD && odd.every(({ value }) => isCanonicalAddress(String(value)));
}
