import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { tableDefinition, type FieldType } from '#format';
import { catalogue } from '#formats';
import { ident, type EmbeddedEngine } from '#port';

const FORMATS = join(import.meta.dirname, '../../formats');
const PRIMITIVES = {
  boolean: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  timestamptz: 'TIMESTAMPTZ',
} as const;

function engineType(type: FieldType): string {
  if (typeof type === 'string') return PRIMITIVES[type];
  if (type.type === 'list') return `${engineType(type.element)}[]`;
  if (type.type === 'map') return `MAP(VARCHAR, ${engineType(type.value)})`;
  return `STRUCT(${type.fields.map((field) => `${ident(field.name)} ${engineType(field.type)}`).join(', ')})`;
}

const queries = catalogue.flatMap(({ format }) =>
  readdirSync(join(FORMATS, format.name, 'queries')).map((file) => ({
    name: `${format.name}/${file}`,
    text: readFileSync(join(FORMATS, format.name, 'queries', file), 'utf8'),
  })),
);

let engine: EmbeddedEngine;

beforeAll(async () => {
  engine = await openDuckdb({ threads: 1 });
  await engine.withConnection(async (connection) => {
    for (const { format, ids } of catalogue) {
      const { name, fields } = tableDefinition(format, ids);
      const columns = fields.map((field) => `${ident(field.name)} ${engineType(field.type)}`);
      await connection.run(`CREATE TABLE ${ident(name)} (${columns.join(', ')})`);
    }
  });
});

afterAll(() => engine.close());

test.each(queries)('$name asks a question that its table can answer', async ({ text }) => {
  expect(text).toMatch(/^-- [A-Z].*\?\n/);
  await engine.withConnection(async (connection) => {
    expect(await connection.rows(text)).toEqual([]);
  });
});

test('every format has questions', () => {
  const asked = new Set(queries.map(({ name }) => name.split('/')[0]));
  expect(catalogue.map(({ format }) => format.name).filter((name) => !asked.has(name))).toEqual([]);
});
