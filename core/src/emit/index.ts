export { ddlStatements, type DdlStatement } from './ddl.ts';
export type { DdlOptions } from './ddl-table.ts';
export { formatPage, type NamedQuery } from './format-page.ts';
export { indexPage } from './index-page.ts';
export { glueColumns, type GlueColumn } from './glue-columns.ts';
export { icebergView } from './iceberg-view.ts';
export { DDL_ENGINES, type DdlEngine } from './sql-dialect.ts';
export { viewsOf, type View } from './view.ts';
