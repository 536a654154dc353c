import { LeveeError } from '#kernel';
import type { Column, Columns } from './column.ts';
import { commonField, COMMON, DAY_COLUMNS, FIRST_OWN_ID } from './common.ts';
import type { Format } from './format.ts';
import { searchedPaths } from './searched.ts';
import type { Field, FieldType, TableDefinition } from './table.ts';

/** Field ids by path (`httprequest.headers.element.name`), kept beside the declaration and only ever added to. */
export type FieldIds = Readonly<Record<string, number>>;

/** Lower-case name of a column: AWS's Athena tables are lower-case throughout. */
export const columnName = (key: string): string => key.toLowerCase();

/** All paths of a format's own fields that need an id, parents before children, in declared order. */
function fieldPaths(columns: Columns, prefix = ''): string[] {
  return Object.entries(columns).flatMap(([key, column]) => {
    const path = prefix + columnName(key);
    return [path, ...childPaths(column, path)];
  });
}

function childPaths(column: Column, path: string): string[] {
  if (column.fields !== undefined) return fieldPaths(column.fields, `${path}.`);
  if (column.element === undefined) return [];
  return [`${path}.element`, ...childPaths(column.element, `${path}.element`)];
}

/** The ids with every path of the format: known ones unchanged, new ones after the highest ever given. */
export function assignIds(format: Pick<Format, 'columns'>, known: FieldIds): FieldIds {
  const common = new Set([...COMMON, ...DAY_COLUMNS].map((column) => column.name));
  let last = Math.max(FIRST_OWN_ID - 1, ...Object.values(known));
  const added = fieldPaths(format.columns)
    .filter((path) => known[path] === undefined && !common.has(path))
    .map((path) => [path, (last += 1)] as const);
  return { ...known, ...Object.fromEntries(added) };
}

/** The Iceberg table of a format: its own columns, the common ones, then year, month and day. */
export function tableDefinition(format: Format, ids: FieldIds): TableDefinition {
  const common = commonFields();
  const byName = new Map(common.map((field) => [field.name, field]));
  const own = ownFields(format.columns, { ids, prefix: '', format: format.name }).map((field) => ({
    ...field,
    id: byName.get(field.name)?.id ?? field.id,
  }));
  const names = new Set(own.map((field) => field.name));
  return {
    name: format.table,
    about: format.about,
    fields: [...own, ...common.filter((field) => !names.has(field.name))],
    entity: format.entity,
    searched: searchedPaths(format),
  };
}

/** Iceberg fields of the common columns and the day columns, with the ids they have in every table. */
export function commonFields(): Field[] {
  return [...COMMON, ...DAY_COLUMNS].map((column, at) => ({
    name: column.name,
    required: false,
    doc: column.about,
    ...commonField(column, at),
  }));
}

interface Walk {
  readonly ids: FieldIds;
  readonly prefix: string;
  readonly format: string;
}

function ownFields(columns: Columns, walk: Walk): Field[] {
  return Object.entries(columns).map(([key, column]) => {
    const name = columnName(key);
    const path = walk.prefix + name;
    const id = idOf(path, walk);
    return {
      id,
      name,
      required: false,
      type: fieldType(column, { ...walk, prefix: `${path}.` }),
      doc: column.about,
    };
  });
}

function fieldType(column: Column, walk: Walk): FieldType {
  switch (column.kind) {
    case 'struct':
      return { type: 'struct', fields: ownFields(column.fields ?? {}, walk) };
    case 'list':
      return listType(column, walk);
    case 'json':
      return 'string';
    case 'string':
    case 'int':
    case 'long':
    case 'double':
    case 'boolean':
      return column.kind;
  }
}

function listType(column: Column, walk: Walk): FieldType {
  const element = column.element;
  if (element === undefined)
    throw new LeveeError(`list ${walk.prefix} of format ${walk.format} has no element`);
  const path = `${walk.prefix}element`;
  return {
    type: 'list',
    'element-id': idOf(path, walk),
    'element-required': false,
    element: fieldType(element, { ...walk, prefix: `${path}.` }),
  };
}

const SHARED = new Set([...COMMON, ...DAY_COLUMNS].map((column) => column.name));

function idOf(path: string, walk: Walk): number {
  const id = walk.ids[path];
  if (id !== undefined) return id;
  if (SHARED.has(path)) return 0;
  throw new LeveeError(`field ${path} of format ${walk.format} has no id`, { hint: 'run npm run gen' });
}
