import {
  derivedColumns,
  unionViews,
  type AthenaSql,
  type Field,
  type Format,
  type TableDefinition,
  type UnionView,
  type ViewPart,
} from '#format';
import { LeveeError } from '#kernel';
import type { SqlDialect } from './sql-dialect.ts';
import { expressionType, type ViewType } from './view-expression.ts';

/** A column of a view. */
export interface ViewColumn {
  readonly name: string;
  readonly type: ViewType;
}

/** A view as other engines get it. */
export interface View {
  readonly name: string;
  /** Namespace of its own, for an alias such as `waf_data_lake.logs`; otherwise that of the tables. */
  readonly namespace: string | undefined;
  readonly about: string;
  readonly columns: readonly ViewColumn[];
  readonly parts: readonly ViewPart[];
}

/**
 * Every view over these tables: the unions (`access_logs`), and for each name that published queries use for a table one view
 * with the table's columns, and after them those that published queries read under other names.
 */
export function viewsOf(formats: readonly Format[], definitions: readonly TableDefinition[]): View[] {
  const there = formats.filter(({ table }) => definitions.some(({ name }) => name === table));
  return [
    ...unionViews(there).map((view) => unionOf(view, definitions)),
    ...there.flatMap((format) => aliasesOf(format, definitions)),
  ];
}

function unionOf({ name, parts }: UnionView, definitions: readonly TableDefinition[]): View {
  const [first, ...others] = parts.map((part) => columnsOf(part, definitions));
  const columns = first ?? [];
  const other = others.find((each) => shape(each) !== shape(columns));
  if (other !== undefined)
    throw new LeveeError(`the parts of the view ${name} differ: ${shape(columns)} and ${shape(other)}`);
  const about = `Rows of ${parts.map(({ table }) => table).join(' and ')} with the columns that they share.`;
  return { name, namespace: undefined, about, columns, parts };
}

const shape = (columns: readonly ViewColumn[]): string =>
  columns.map(({ name, type }) => `${name} ${JSON.stringify(type)}`).join(', ');

function aliasesOf(format: Format, definitions: readonly TableDefinition[]): View[] {
  const { fields } = definitionOf(format.table, definitions);
  const own = fields.map(({ name }) => [name, `"${name.replaceAll('"', '""')}"`]);
  const columns: Readonly<Record<string, AthenaSql>> = {
    ...Object.fromEntries(own),
    ...derivedColumns(format),
  };
  const part = { table: format.table, columns };
  return format.aliases.map((alias) => {
    const [name = alias, namespace] = alias.split('.').toReversed();
    const about = `The table ${format.table} under the name that published queries use.`;
    return { name, namespace, about, columns: columnsOf(part, definitions), parts: [part] };
  });
}

function columnsOf({ table, columns }: ViewPart, definitions: readonly TableDefinition[]): ViewColumn[] {
  const { fields } = definitionOf(table, definitions);
  return Object.entries(columns).map(([name, sql]) => ({ name, type: expressionType(sql, fields) }));
}

function definitionOf(table: string, definitions: readonly TableDefinition[]): { fields: readonly Field[] } {
  const found = definitions.find(({ name }) => name === table);
  if (found === undefined) throw new LeveeError(`the table ${table} is not declared`);
  return found;
}

/** How a view's query is written. */
export interface ViewSql {
  readonly dialect: SqlDialect;
  /** What stands before the names of tables: `"levee".`, or nothing. */
  readonly qualifier: string;
  /** Changes an expression by the type of its column, where the engine's views cannot hold that. */
  readonly around?: (expression: string, type: ViewType) => string;
}

/** A text by itself is a `varchar(n)` in Trino, and so would be the view's column. */
const untyped = (sql: AthenaSql): AthenaSql => (sql.startsWith("'") ? `CAST(${sql} AS VARCHAR)` : sql);

/** The query of a view. */
export function viewQuery({ columns, parts }: View, { dialect, qualifier, around }: ViewSql): string {
  const item = (part: ViewPart, { name, type }: ViewColumn): string => {
    const expression = dialect.expression(untyped(part.columns[name] ?? ''));
    const made = around?.(expression, type) ?? expression;
    return made === dialect.ident(name) ? made : `${made} AS ${dialect.ident(name)}`;
  };
  return parts
    .map((part) => {
      const items = columns.map((column) => `  ${item(part, column)}`).join(',\n');
      return `SELECT\n${items}\nFROM ${qualifier}${dialect.ident(part.table)}`;
    })
    .join('\nUNION ALL\n');
}
