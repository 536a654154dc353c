import { columnName } from './definition.ts';
import { COMMON, DAY_COLUMNS, PARTITION_COLUMNS } from './common.ts';
import type { AthenaSql, Format } from './format.ts';

/** One table's share of a view: what each column of the view is there. */
export interface ViewPart {
  readonly table: string;
  /** Expressions over the table's own columns, by the view's column. The same names, in the same order, in every part. */
  readonly columns: Readonly<Record<string, AthenaSql>>;
}

/** A view over several tables, one below the other. */
export interface UnionView {
  readonly name: string;
  readonly parts: readonly ViewPart[];
}

/** Columns that every table has, and that every part of a view therefore has besides its own. */
const SHARED = [...COMMON, ...DAY_COLUMNS].map(({ name }) => name);

/** A column's name as SQL writes it whatever it is. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Other names of a table's columns that published queries use, and what they are made of; none that the table has itself. */
export function derivedColumns({ columns, derived }: Format): Readonly<Record<string, AthenaSql>> {
  const own = new Set([...Object.keys(columns).map(columnName), ...SHARED]);
  const aliases = Object.entries(columns).flatMap(([key, column]) =>
    column.aliases.map((alias) => [alias.toLowerCase(), quoted(columnName(key))]),
  );
  const all: Readonly<Record<string, string>> = {
    ...PARTITION_COLUMNS,
    ...Object.fromEntries(aliases),
    ...derived,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !own.has(name)));
}

/** The views that these formats are part of: each of the formats that declare it. */
export function unionViews(formats: readonly Format[]): UnionView[] {
  const names = new Set(formats.flatMap(({ views }) => Object.keys(views)));
  return [...names].map((name) => ({ name, parts: formats.flatMap((format) => partOf(format, name)) }));
}

function partOf({ table, views }: Format, name: string): ViewPart[] {
  const own = views[name];
  if (own === undefined) return [];
  const shared = SHARED.filter((column) => !Object.hasOwn(own, column)).map((column) => [
    column,
    quoted(column),
  ]);
  return [{ table, columns: { ...own, ...Object.fromEntries(shared), table_name: `'${table}'` } }];
}
