import {
  DuckDBListVector,
  DuckDBStructVector,
  type DuckDBDataChunk,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { EngineValue } from '#port';
import { engineValue } from './duckdb-value.ts';

/**
 * The rows of a chunk as the port's values. Lists and structs are read from the vectors of what is in them, all at once: the client's own
 * way makes vectors and values of its own for each of their items.
 */
export function rowsIn(chunk: DuckDBDataChunk): EngineValue[][] {
  const columns = Array.from({ length: chunk.columnCount }, (_, at) => valuesIn(chunk.getColumnVector(at)));
  return Array.from({ length: chunk.rowCount }, (_, row) =>
    columns.map((values) => values[row] as EngineValue),
  );
}

function valuesIn(vector: DuckDBVector): EngineValue[] {
  if (vector instanceof DuckDBListVector) return listsIn(vector);
  if (vector instanceof DuckDBStructVector) return structsIn(vector);
  const isThere = presence(vector);
  const values: EngineValue[] = [];
  for (let at = 0; at < vector.itemCount; at += 1)
    values.push(isThere(at) ? engineValue(vector.getItem(at)) : null);
  return values;
}

function listsIn(vector: DuckDBListVector): EngineValue[] {
  const items = valuesIn(vector.childVector);
  const isThere = presence(vector);
  const lists: EngineValue[] = [];
  for (let at = 0; at < vector.itemCount; at += 1) {
    const from = vector.getEntryOffset(at);
    lists.push(isThere(at) ? items.slice(from, from + vector.getEntryLength(at)) : null);
  }
  return lists;
}

/** Of the client's `DuckDBValidity`: a bit for each item, none where all are there. */
interface Validity {
  readonly data: BigUint64Array | null;
  readonly offset: number;
}

/** Whether an item is there. Asked itself, the client makes three big numbers for each, or the whole item. */
function presence(vector: object): (at: number) => boolean {
  const { validity } = vector as { readonly validity?: Validity };
  if (validity === undefined || validity.data === null) return () => true;
  const { data, offset } = validity;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return (at) => (((bytes[(offset + at) >> 3] as number) >> ((offset + at) & 7)) & 1) === 1;
}

function structsIn(vector: DuckDBStructVector): EngineValue[] {
  const names = vector.type.entryNames;
  const members = names.map((_, at) => valuesIn(vector.entryVectorAt(at)));
  // Also a member `__proto__` is an ordinary property of it, and of what is made from it.
  const blank: Record<string, EngineValue> = Object.fromEntries(names.map((name) => [name, null]));
  const isThere = presence(vector);
  const structs: EngineValue[] = [];
  for (let row = 0; row < vector.itemCount; row += 1)
    structs.push(isThere(row) ? structOf(blank, names, { members, row }) : null);
  return structs;
}

function structOf(
  blank: Readonly<Record<string, EngineValue>>,
  names: readonly string[],
  { members, row }: { members: readonly (readonly EngineValue[])[]; row: number },
): EngineValue {
  const struct = { ...blank };
  for (const [at, name] of names.entries()) struct[name] = members[at]?.[row] as EngineValue;
  return struct;
}
