export { formatPage, type NamedQuery } from './format-page.ts';
export { glueColumns, type GlueColumn } from './glue-columns.ts';
