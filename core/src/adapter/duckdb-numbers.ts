import type { DuckDBConnection } from '@duckdb/node-api';
import type { NumberColumn } from '#port';

/** Runs a query of UBIGINT and DOUBLE columns without nulls and returns each as one array. */
export async function numbersOf(connection: DuckDBConnection, sql: string): Promise<NumberColumn[]> {
  // Not streamed: a stream ends without a word when its statement fails half way.
  const result = await connection.run(sql);
  const pieces: NumberColumn[][] = result.columnNames().map(() => []);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  )
    for (const [at, column] of pieces.entries()) {
      // The vector's own memory goes with its chunk.
      column.push(itemsOf(chunk.getColumnVector(at)).slice());
    }
  return pieces.map(joined);
}

/** The numbers as they lie in the engine's memory; the client only gives them one by one. */
function itemsOf(vector: object): NumberColumn {
  const items: unknown = 'items' in vector ? vector.items : undefined;
  if (items instanceof BigUint64Array || items instanceof Float64Array) return items;
  throw new TypeError('a column is neither UBIGINT nor DOUBLE');
}

function joined(pieces: readonly NumberColumn[]): NumberColumn {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const isWhole = pieces[0] instanceof BigUint64Array;
  const bytes = new Uint8Array(length * 8);
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return isWhole ? new BigUint64Array(bytes.buffer) : new Float64Array(bytes.buffer);
}
