import type { Format, TableDefinition } from '#format';
import { qualifierOf, registerSql, tableSql, type DdlOptions } from './ddl-table.ts';
import { DIALECTS } from './sql-dialect.ts';
import { sparkIdent } from './spark-expression.ts';
import type { ViewType } from './view-expression.ts';
import { viewQuery, viewsOf, type View } from './view.ts';

/** A statement with what it makes. */
export interface DdlStatement {
  readonly kind: 'namespace' | 'table' | 'view';
  readonly name: string;
  /** Without a semicolon. */
  readonly sql: string;
}

/** The statements that make these tables and the views over them, in an order in which they can run. */
export function ddlStatements(
  formats: readonly Format[],
  definitions: readonly TableDefinition[],
  options: DdlOptions,
): DdlStatement[] {
  const views = viewsOf(formats, definitions);
  const namespaces = new Set([options.namespace, ...views.flatMap(({ namespace }) => namespace ?? [])]);
  return [
    ...[...namespaces].map((name) => ({
      kind: 'namespace' as const,
      name,
      sql: namespaceSql(name, options),
    })),
    ...definitions.map((each) => ({
      kind: 'table' as const,
      name: each.name,
      sql: options.register === undefined ? tableSql(each, options) : registerSql(each, options),
    })),
    ...views.map((view) => ({ kind: 'view' as const, name: view.name, sql: viewSql(view, options) })),
  ];
}

function namespaceSql(name: string, options: DdlOptions): string {
  const qualified = qualifierOf(options, name).slice(0, -1);
  if (options.engine === 'athena') return `CREATE DATABASE IF NOT EXISTS ${sparkIdent(name)}`;
  return `CREATE ${options.engine === 'trino' ? 'SCHEMA' : 'NAMESPACE'} IF NOT EXISTS ${qualified}`;
}

function viewSql(view: View, options: DdlOptions): string {
  const dialect = DIALECTS[options.engine];
  const query = viewQuery(view, {
    dialect,
    qualifier: qualifierOf(options, options.namespace),
    ...(options.engine === 'athena' ? { around: withoutZone } : {}),
  });
  const name = `${qualifierOf(options, view.namespace ?? options.namespace)}${dialect.ident(view.name)}`;
  return `CREATE OR REPLACE VIEW ${name} AS\n${query}`;
}

/** Athena keeps a view's columns as Hive's types, which have no time with a zone ("Unsupported Hive type"). */
const withoutZone = (expression: string, type: ViewType): string =>
  type === 'timestamptz' ? `CAST(${expression} AS timestamp(6))` : expression;
