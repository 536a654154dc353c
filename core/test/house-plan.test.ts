import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

/** The house plan: what each room may open. Doors are `#room`; `./` stays inside the room; `node:` is everywhere. */
const PLAN: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  format: ['#kernel'],
  port: ['#kernel'],
  adapter: ['#kernel', '#port', '@duckdb/node-api'],
  config: ['#kernel', 'zod', 'yaml'],
  collect: ['#kernel', '#format', '#port'],
  decode: ['#kernel', '#format', '#port', '#thrift'],
  lake: ['#kernel', '#format', '#parquet', '#port', 'avsc'],
  parquet: ['#thrift'],
  thrift: [],
  columns: ['#kernel', '#parquet', '#port'],
  plan: ['#kernel', '#port'],
  query: ['#kernel', '#format', '#plan', '#port'],
  emit: ['#kernel', '#format', '#query'],
  engine: ['#kernel', '#port', '#query', '@aws-sdk/client-athena'],
  api: [
    '#kernel',
    '#columns',
    '#format',
    '#port',
    '#lake',
    '#query',
    '#serve',
    'hono',
    'hono/streaming',
    'zod',
  ],
  serve: ['#kernel', '#port', 'hono', '@hono/node-server'],
  simulate: ['#kernel'],
  bin: [
    '#kernel',
    '#format',
    '#port',
    '#adapter',
    '#config',
    '#collect',
    '#decode',
    '#emit',
    '#lake',
    '#query',
    '#engine',
    '#serve',
    '#api',
    '#columns',
    '#simulate',
    '#formats',
    '#scenarios',
    '#boards',
    '#package',
    'commander',
  ],
};

const SRC = join(import.meta.dirname, '../src');
const IMPORT = /^(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]/gm;
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.contract.ts'),
);
const roomOf = (path: string) => path.split(sep)[0] ?? '';

test('the plan names every room and nothing else', () => {
  expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(PLAN).toSorted());
});

test.each(files)('%s opens only its own doors', (path) => {
  const opened = [...readFileSync(join(SRC, path), 'utf8').matchAll(IMPORT)].flatMap(
    ([, specifier]) => specifier ?? [],
  );
  const foreign = opened.filter((specifier) => !specifier.startsWith('./') && !specifier.startsWith('node:'));
  expect(PLAN[roomOf(path)]).toEqual(expect.arrayContaining(foreign));
});
