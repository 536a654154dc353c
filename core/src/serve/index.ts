export type { CatalogSource, CatalogView, TableMetadataText } from './catalog-source.ts';
export { serveCatalog, type ServedCatalog, type ServeOptions } from './serve-catalog.ts';
export { accessGuard, type GuardOptions } from './guard.ts';
export { IcebergError } from './iceberg-error.ts';
