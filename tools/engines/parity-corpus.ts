import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapeOf, type Shape } from './parity-shape.ts';

/** Published Athena queries; their texts stay where they are. */
const QUERIES = join(import.meta.dirname, '../../../shared/corpora/queries');

/** A published query that a real Trino takes, over tables of the schema that it was published with. */
export interface PublishedQuery {
  readonly id: string;
  readonly logType: string;
  readonly sql: string;
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly shape: Shape }[];
  }[];
}

interface Line {
  readonly id: string;
  readonly logType: string;
  readonly sql: string;
  readonly sqlReady?: string;
  readonly tables: readonly string[];
  readonly schema?: string | null;
  readonly schemas?: Readonly<Record<string, string>> | readonly string[];
  readonly kind?: string;
  readonly trino476?: { readonly status: string };
}

interface Schema {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly partitions?: readonly (readonly [name: string, type: string])[];
}

export const isCorpusThere = (): boolean => existsSync(QUERIES);

const linesOf = (file: string): unknown[] =>
  readFileSync(join(QUERIES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** Every published query that Trino takes, as it is or with Athena's meaning of UNNEST. */
export function publishedQueries(): PublishedQuery[] {
  const schemas = { ...schemasOf('schemas.json'), ...schemasOf('schemas-2.json') };
  const verdicts = linesOf('trino476-of-athena-queries.jsonl') as {
    id: string;
    valid?: boolean;
    validIfUnnestWrapped?: boolean;
  }[];
  const valid = new Set(
    verdicts.filter((each) => each.valid || each.validIfUnnestWrapped).map(({ id }) => id),
  );
  const first = (linesOf('athena-queries.jsonl') as Line[]).filter(({ id }) => valid.has(id));
  const second = (linesOf('athena-queries-2.jsonl') as Line[]).filter(
    ({ kind, trino476 }) => kind === undefined && trino476?.status.startsWith('valid'),
  );
  return [...first, ...second].map((line) => published(line, schemas));
}

const schemasOf = (file: string): Record<string, Schema> =>
  JSON.parse(readFileSync(join(QUERIES, file), 'utf8')) as Record<string, Schema>;

function published(line: Line, schemas: Readonly<Record<string, Schema>>): PublishedQuery {
  const tables = line.tables.map((table, at) => {
    const own = Array.isArray(line.schemas)
      ? line.schemas[at]
      : (line.schemas as Record<string, string> | undefined)?.[table];
    const schema = schemas[own ?? line.schema ?? ''];
    if (schema === undefined) throw new Error(`${line.id} has no schema for ${table}`);
    return { name: plainName(table).split('.').at(-1) ?? '', columns: columnsOf(schema) };
  });
  return { id: line.id, logType: line.logType, sql: determined(line.sqlReady ?? line.sql), tables };
}

/** Some guides leave the day to the reader; `arbitrary` may give any value: the least one is compared. */
const determined = (sql: string): string =>
  sql
    .replaceAll("'yyyy-mm-dd'", "CAST(current_date - INTERVAL '2' DAY AS varchar)")
    .replaceAll(/\barbitrary\s*\(/gi, 'min(');

const plainName = (name: string): string => name.replaceAll(/["`]/g, '').toLowerCase();

/** The columns of a schema, each name once. */
function columnsOf({ columns, partitions = [] }: Schema): { name: string; shape: Shape }[] {
  const all = [...columns, ...partitions].map(([name, type]) => [plainName(name), hiveShape(type)] as const);
  return [...new Map(all)].map(([name, shape]) => ({ name, shape }));
}

/** A type of Hive's DDL, by its counterpart in Trino. */
function hiveShape(type: string): Shape {
  const trino = type
    .replaceAll('`', '')
    .replaceAll('<', '(')
    .replaceAll('>', ')')
    .replaceAll(/\bstruct\(/gi, 'row(')
    .replaceAll(/([\w$-]+)\s*:\s*/g, '"$1" ')
    .replaceAll(/\bstring\b(?!")/gi, 'varchar')
    .replaceAll(/\bfloat\b(?!")/gi, 'real')
    .replaceAll(/\bdecimal\b(?:\(\d+, ?\d+\))?(?!")/gi, 'double')
    .replaceAll(/\bint\b(?!")/gi, 'integer')
    .replaceAll(/\bbinary\b(?!")/gi, 'varbinary');
  return shapeOf(trino);
}
