import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checksum, Counted, Engine } from './engine.ts';
import { ENGINES, pythonWith } from './install.ts';
import { talker } from './process.ts';

const PACKAGES = ['pyiceberg[pyarrow]==0.12.0', 'pyarrow==26.0.1', 'numpy==2.3.5'];

/** Questions at a time: an answer must not take so long that a hang looks like work. */
const FILTERS_PER_QUESTION = 100;

/** PyIceberg attached to the lake's REST catalog: the tolerant reader, and the one that says which files it would open. */
export async function pyiceberg(catalogUrl: string): Promise<Engine> {
  const python = join(pythonWith('pyiceberg', PACKAGES), 'bin/python');
  const folder = join(ENGINES, 'run');
  mkdirSync(folder, { recursive: true });
  const script = join(import.meta.dirname, 'pyiceberg_reader.py');
  const log = join(folder, 'pyiceberg.log');
  const reader = talker({ command: python, args: [script, catalogUrl], cwd: folder, log });
  const ask = async <Answer>(op: string, question: object) =>
    (await reader.ask({ op, ...question })) as Answer;
  await ask('tables', {});
  return {
    name: 'PyIceberg',
    nullLists: 'empty',
    columns: async ({ table, fields }) => ({
      found: (await ask<object[]>('columns', { table })).map(line),
      expected: fields.map(line),
    }),
    counts: async ({ table }, filters) => {
      const counts: number[] = [];
      for (let at = 0; at < filters.length; at += FILTERS_PER_QUESTION) {
        const some = filters.slice(at, at + FILTERS_PER_QUESTION);
        counts.push(...(await ask<number[]>('counts', { table, filters: some })));
      }
      return counts;
    },
    counted: ({ table }, filter) => ask<Counted>('counted', { table, filter }),
    perDay: ({ table }) => ask<string[]>('perDay', { table }),
    checksums: ({ table, leaves }) => ask<Checksum[]>('checksums', { table, leaves }),
    snapshots: ({ table }) => ask<string[]>('snapshots', { table }),
    recordsOfFiles: ({ table }) => ask<number>('recordsOfFiles', { table }),
    openMetadata: ({ table }) => ask<string[]>('openMetadata', { table }),
    views: () => ask<string[]>('views', {}),
    close: () => reader.close(),
  };
}

/** A field as JSON with its keys in order: ids, names, types and optionality must all be as written. */
const line = (field: object): string =>
  JSON.stringify(field, (_, value: unknown) => (isRecord(value) ? ordered(value) : value));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ordered = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));
