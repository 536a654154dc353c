import { createHash } from 'node:crypto';
import { DIALECTS } from './sql-dialect.ts';
import type { ViewType } from './view-expression.ts';
import { viewQuery, type View } from './view.ts';

/** What a view's metadata says besides the view. */
export interface IcebergViewOptions {
  /** Name under which readers know the catalog, and the namespace of the tables: where bare names are looked for. */
  readonly catalog: string;
  readonly namespace: string;
  /** URI of the view's folder; nothing needs to be there. */
  readonly location: string;
  /** When the view was made, milliseconds since 1970. */
  readonly createdAt: number;
}

/** Dialects that readers look for by these names. */
const REPRESENTATIONS = ['trino', 'spark'] as const;

/** A view as JSON text of the Iceberg view specification, version 1 (https://iceberg.apache.org/view-spec/). */
export function icebergView(view: View, options: IcebergViewOptions): string {
  const { catalog, namespace, location, createdAt } = options;
  const version = {
    'version-id': 1,
    'timestamp-ms': createdAt,
    'schema-id': 0,
    summary: { 'engine-name': 'levee' },
    'default-catalog': catalog,
    'default-namespace': [namespace],
    representations: REPRESENTATIONS.map((dialect) => ({
      type: 'sql',
      sql: viewQuery(view, { dialect: DIALECTS[dialect], qualifier: '' }),
      dialect,
    })),
  };
  return JSON.stringify({
    'view-uuid': uuidOf(`${namespace}.${view.name}`),
    'format-version': 1,
    location,
    schemas: [{ 'schema-id': 0, type: 'struct', fields: schemaFields(view) }],
    'current-version-id': 1,
    versions: [version],
    'version-log': [{ 'version-id': 1, 'timestamp-ms': createdAt }],
    properties: { comment: view.about },
  });
}

/** The same id for the same name every time (RFC 9562, version 8). */
function uuidOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex', 0, 16).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** The columns with ids of the view's own, every id once. */
function schemaFields({ columns }: View): unknown[] {
  let last = 0;
  const next = (): number => (last += 1);
  return columns.map(({ name, type }) => ({ id: next(), name, required: false, type: numbered(type, next) }));
}

function numbered(type: ViewType, next: () => number): unknown {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map(({ name, type: inner }) => ({
          id: next(),
          name,
          required: false,
          type: numbered(inner, next),
        })),
      };
    case 'list':
      return {
        type: 'list',
        'element-id': next(),
        'element-required': false,
        element: numbered(type.element, next),
      };
    case 'map':
      return {
        type: 'map',
        'key-id': next(),
        key: 'string',
        'value-id': next(),
        'value-required': false,
        value: numbered(type.value, next),
      };
  }
}
