import { ident, literal } from '../../core/src/port/index.ts';
import { nameOf, sqlWords } from '../../core/src/query/sql-words.ts';
import { plainOf, type ParityAnswer } from './parity-answer.ts';
import { shapeOf, type Shape } from './parity-shape.ts';
import type { ParityTable } from './parity-values.ts';
import { trinoAnswer } from './trino-client.ts';

/** Trino's name of a type. */
export function trinoType(shape: Shape): string {
  switch (shape.kind) {
    case 'array':
      return `array(${trinoType(shape.element)})`;
    case 'map':
      return `map(${trinoType(shape.key)}, ${trinoType(shape.value)})`;
    case 'row':
      return `row(${shape.fields.map((field) => `${ident(field.name)} ${trinoType(field.shape)}`).join(', ')})`;
    case 'scalar':
      return shape.name;
  }
}

/** Makes a table in Trino's memory, with its rows. */
export async function fillTrino(server: string, schema: string, table: ParityTable): Promise<void> {
  const name = `memory.${ident(schema)}.${ident(table.name)}`;
  const columns = table.columns.map((column) => `${ident(column.name)} ${trinoType(column.shape)}`);
  await trinoAnswer(server, `DROP TABLE IF EXISTS ${name}`);
  await trinoAnswer(server, `CREATE TABLE ${name} (${columns.join(', ')})`);
  const lines = table.rows.map(
    (row) => `(${literal(JSON.stringify(table.columns.map((column) => row[column.name])))})`,
  );
  const values = table.columns.map(({ shape }, at) => fromJson(shape, at));
  await trinoAnswer(
    server,
    `INSERT INTO ${name} SELECT ${values.join(', ')} FROM (SELECT json_parse(line) AS line FROM (VALUES ${lines.join(', ')}) AS lines(line))`,
  );
}

/** A column out of a row that is JSON: literals of nested types would take Trino minutes to plan. */
function fromJson(shape: Shape, at: number): string {
  const type = trinoType(shape);
  const text = `json_extract_scalar(line, '$[${at}]')`;
  if (shape.kind !== 'scalar')
    return `CAST(CAST(json_extract(line, '$[${at}]') AS ${trinoType(inJson(shape))}) AS ${type})`;
  return `CAST(${shape.name.startsWith('timestamp') ? `replace(${text}, 'T', ' ')` : text} AS ${type})`;
}

/** A type with texts for what Trino cannot take out of JSON. */
function inJson(shape: Shape): Shape {
  switch (shape.kind) {
    case 'array':
      return { kind: 'array', element: inJson(shape.element) };
    case 'map':
      return { kind: 'map', key: shape.key, value: inJson(shape.value) };
    case 'row':
      return {
        kind: 'row',
        fields: shape.fields.map((field) => ({ name: field.name, shape: inJson(field.shape) })),
      };
    case 'scalar':
      return /^(?:timestamp|date)/.test(shape.name) ? { kind: 'scalar', name: 'varchar' } : shape;
  }
}

/** Asks Trino; times in UTC, tables of the schema where a query names none. */
export async function askTrino(server: string, schema: string, sql: string): Promise<ParityAnswer> {
  const { columns, rows } = await trinoAnswer(server, sql.replace(/;\s*$/, ''), {
    catalog: 'memory',
    schema,
  });
  const shaped = columns.map(({ name, type }) => ({ name, shape: shapeOf(type) }));
  return {
    columns: shaped,
    rows: rows.map((row) => row.map((value, at) => plainOf(value, shaped[at]?.shape ?? shapeOf('unknown')))),
  };
}

/**
 * A query with Athena's meaning of UNNEST, for a Trino server: each array in it becomes one of rows of one field. Maps must stay as
 * they are, so that this is tried first and the query itself where Trino refuses it.
 */
export function withRowsKept(sql: string): string {
  const words = sqlWords(sql);
  const written = words.map(({ text }) => text);
  const solid = words.flatMap(({ kind }, at) => (kind === 'blank' ? [] : [at]));
  for (const [place, at] of solid.entries()) {
    const open = solid[place + 1] ?? -1;
    if (nameOf(words[at]) !== 'unnest' || words[open]?.text !== '(') continue;
    wrapArguments(
      words.map(({ text }) => text),
      written,
      open,
    );
  }
  return written.join('');
}

function wrapArguments(texts: readonly string[], written: string[], open: number): void {
  let depth = 0;
  written[open] += 'transform(';
  for (let at = open; at < texts.length; at += 1) {
    if (/^[([]$/.test(texts[at] ?? '')) depth += 1;
    if (/^[)\]]$/.test(texts[at] ?? '')) depth -= 1;
    if (depth === 0) {
      written[at] = `, _e -> ROW(_e))${written[at]}`;
      return;
    }
    if (depth === 1 && texts[at] === ',') written[at] = ', _e -> ROW(_e)), transform(';
  }
}
