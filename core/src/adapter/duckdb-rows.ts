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
  const values: EngineValue[] = [];
  for (let at = 0; at < vector.itemCount; at += 1) values.push(engineValue(vector.getItem(at)));
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

/** Whether a list is there: only the client's own validity says it without making a list. */
function presence(vector: DuckDBListVector): (at: number) => boolean {
  const { validity } = vector as unknown as { validity: { itemValid(at: number): boolean } };
  return (at) => validity.itemValid(at);
}

function structsIn(vector: DuckDBStructVector): EngineValue[] {
  const names = vector.type.entryNames;
  const members = names.map((_, at) => valuesIn(vector.entryVectorAt(at)));
  // Also a member `__proto__` is an ordinary property of it, and of what is made from it.
  const blank: Record<string, EngineValue> = Object.fromEntries(names.map((name) => [name, null]));
  const structs: EngineValue[] = [];
  for (let row = 0; row < vector.itemCount; row += 1)
    structs.push(vector.isItemValid(row) ? structOf(blank, names, { members, row }) : null);
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
