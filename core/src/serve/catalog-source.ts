/** The newest metadata of a table as an Iceberg client loads it. */
export interface TableMetadataText {
  /** URI of the metadata file: `file:///lake/levee/waf_logs/metadata/v12.metadata.json`. */
  readonly location: string;
  /** The file's JSON text. It is passed on as it is, so that 63-bit ids keep their digits. */
  readonly text: string;
}

/** Where the catalog finds its tables: the lake, as the composition root wires it. */
export interface CatalogSource {
  /** Names of all tables, in any order. */
  tables(): Promise<readonly string[]>;
  /** The newest metadata of a table; undefined where there is none. Only names of letters, digits and `_` are asked for. */
  metadata(table: string): Promise<TableMetadataText | undefined>;
}

/** A view that the catalog offers (Iceberg view spec v1). */
export interface CatalogView extends TableMetadataText {
  readonly name: string;
}
