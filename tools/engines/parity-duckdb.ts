import { openDuckdb } from '../../core/src/adapter/index.ts';
import { query, type KeptEngine } from '../../core/src/query/index.ts';
import { plainOf, type ParityAnswer } from './parity-answer.ts';
import { shapeOf, type Shape } from './parity-shape.ts';
import type { ParityTable } from './parity-values.ts';

/** DuckDB's name of a type. */
export function duckdbType(shape: Shape): string {
  switch (shape.kind) {
    case 'array':
      return `${duckdbType(shape.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(shape.key)}, ${duckdbType(shape.value)})`;
    case 'row':
      return `STRUCT(${shape.fields.map(({ name, shape: inner }) => `"${name.replaceAll('"', '""')}" ${duckdbType(inner)}`).join(', ')})`;
    case 'scalar':
      return shape.name === 'varbinary' ? 'BLOB' : shape.name;
  }
}

/** Asks Levee's embedded engine over tables that are handed in: one that is kept, else one for this question. */
export function askDuckdb(
  tables: readonly ParityTable[],
  sql: string,
  kept?: KeptEngine,
): Promise<ParityAnswer> {
  const given = tables.map(({ name, columns, rows }) => ({
    name,
    columns: columns.map((column) => ({ name: column.name, type: duckdbType(column.shape) })),
    rows: async function* each() {
      yield* rows;
    },
  }));
  const openEngine = () => openDuckdb({ threads: 1, memory: '300MB' });
  return query({ sql, tables: given, openEngine, kept }, async ({ columns, chunks }) => {
    const shaped = columns.map(({ name, type }) => ({ name, shape: shapeOf(type) }));
    const rows = (await Array.fromAsync(chunks)).flat();
    return {
      columns: shaped,
      rows: rows.map((row) =>
        row.map((value, at) => plainOf(value, shaped[at]?.shape ?? shapeOf('unknown'))),
      ),
    };
  });
}
