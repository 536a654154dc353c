export { formatPage, type NamedQuery } from './format-page.ts';
export { indexPage } from './index-page.ts';
export { glueColumns, type GlueColumn } from './glue-columns.ts';
