export type { CatalogSource, CatalogView, TableMetadataText } from './catalog-source.ts';
export { serveCatalog, type ServedCatalog, type ServeOptions } from './serve-catalog.ts';
