import type { SqlEngine } from '#port';
import { query, type QueryRequest } from '#query';

/** The embedded engine: what it may read, without the question. */
export type EmbeddedLake = Pick<QueryRequest, 'tables' | 'views' | 'openEngine' | 'kept'>;

/** Asks the embedded engine: the kept one, or one that is opened for the question alone. */
export const duckdbEngine = (lake: EmbeddedLake): SqlEngine => ({
  name: 'duckdb',
  query: ({ sql, parameters, limits, signal }, use) =>
    query(
      {
        ...lake,
        sql,
        ...(parameters === undefined ? {} : { parameters }),
        ...(limits === undefined ? {} : { limits }),
        ...(signal === undefined ? {} : { signal }),
      },
      use,
    ),
  close: () => Promise.resolve(),
});
