import {
  DuckDBScalarFunction,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBVector,
} from '@duckdb/node-api';

/** A function of texts that SQL can call. Nulls reach it. */
export interface TextFunction {
  readonly name: string;
  readonly parameters: number;
  readonly call: (texts: readonly (string | null)[]) => string | null;
}

/** Makes a function known to the engine that the connection belongs to. */
export function registerTextFunction(connection: DuckDBConnection, given: TextFunction): void {
  const mainFunction = (_info: unknown, input: DuckDBDataChunk, output: DuckDBVector): void => {
    const columns = Array.from({ length: given.parameters }, (_, at) => input.getColumnVector(at));
    for (let row = 0; row < input.rowCount; row += 1) {
      const texts = columns.map((column) => textOf(column.getItem(row)));
      output.setItem(row, given.call(texts));
    }
    output.flush();
  };
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: given.name,
      mainFunction,
      returnType: VARCHAR,
      parameterTypes: Array.from({ length: given.parameters }, () => VARCHAR),
      specialHandling: true,
    }),
  );
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
