import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { icebergView, viewsOf } from '#emit';
import { NAMESPACE, type Lake } from '#lake';
import type { CatalogView } from '#serve';
import { definitions, formats } from './lake-tables.ts';

/** The name under which readers know the catalog: views look for their tables there. */
const CATALOG = 'levee';

/** What views are made over. */
interface ViewedLake {
  readonly lake: Lake;
  /** The lake's folder. */
  readonly folder: string;
}

/** The views over the tables that the lake has at the time, for the Iceberg REST catalog. */
export function catalogViews({ lake, folder }: ViewedLake): () => Promise<readonly CatalogView[]> {
  const createdAt = Date.now();
  return async () => {
    const tables = new Set(await lake.tables());
    const views = viewsOf(
      formats,
      definitions.filter(({ name }) => tables.has(name)),
    );
    return views
      .filter(({ name, namespace }) => namespace === undefined && !tables.has(name))
      .map((view) => {
        const location = pathToFileURL(join(folder, NAMESPACE, view.name)).href;
        const options = { catalog: CATALOG, namespace: NAMESPACE, location, createdAt };
        return {
          name: view.name,
          location: `${location}/metadata/v1.metadata.json`,
          text: icebergView(view, options),
        };
      });
  };
}
