import type { TableDefinition } from '#format';
import type { EngineRow } from '#port';
import { boundBytes } from './bounds.ts';
import { leaves, type Leaf } from './column-types.ts';

/** Numbers or base64 bounds by field id. */
type ById<Value> = Readonly<Record<string, Value>>;

/** A data file of a table, ready to be named in a manifest. Plain JSON: it travels in staged batches. */
export interface DataFile {
  /** Key below the lake's root. */
  readonly key: string;
  /** UTC day of its rows, `YYYY-MM-DD`; null only where event_time is null. */
  readonly day: string | null;
  readonly recordCount: number;
  readonly sizeBytes: number;
  readonly columnSizes: ById<number>;
  readonly valueCounts: ById<number>;
  readonly nullCounts: ById<number>;
  readonly nanCounts: ById<number>;
  /** Iceberg single values, base64. */
  readonly lowerBounds: ById<string>;
  readonly upperBounds: ById<string>;
}

type Statistics = Readonly<Record<string, string>>;

/** The entries of a MAP as the engine's JSON rows carry it. */
function entries(map: unknown): [string, unknown][] {
  if (!Array.isArray(map)) return [];
  return (map as { key: string; value: unknown }[]).map(({ key, value }) => [key, value]);
}

/** A data file out of a row of COPY's RETURN_STATS. */
export function dataFile(
  definition: TableDefinition,
  row: EngineRow,
  at: { key: string; day: string | null },
): DataFile {
  const known = leaves(definition.fields);
  const columns = entries(row['column_statistics']).flatMap(([path, statistics]) => {
    const leaf = known.get(path);
    const texts = Object.fromEntries(entries(statistics)) as Statistics;
    return leaf === undefined ? [] : [{ leaf, texts }];
  });
  const collect = <Value>(value: (texts: Statistics, leaf: Leaf) => Value | undefined): ById<Value> =>
    Object.fromEntries(
      columns.flatMap(({ leaf, texts }) => {
        const found = value(texts, leaf);
        return found === undefined ? [] : [[String(leaf.id), found]];
      }),
    );
  return {
    ...at,
    recordCount: Number(row['count']),
    sizeBytes: Number(row['file_size_bytes']),
    columnSizes: collect(({ column_size_bytes }) => numberOf(column_size_bytes)),
    valueCounts: collect(({ num_values }) => numberOf(num_values)),
    nullCounts: collect(({ null_count }) => numberOf(null_count)),
    nanCounts: collect((texts, leaf) =>
      leaf.type === 'double' && texts['has_nan'] === 'false' ? 0 : undefined,
    ),
    lowerBounds: collect((texts, leaf) => bound(leaf, texts['min'], false)),
    upperBounds: collect((texts, leaf) => bound(leaf, texts['max'], true)),
  };
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

function bound(leaf: Leaf, text: string | undefined, isUpper: boolean): string | undefined {
  if (leaf.isRepeated || text === undefined) return undefined;
  return boundBytes(leaf.type, text, isUpper)?.toString('base64');
}
