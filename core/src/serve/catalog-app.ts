import { Hono, type Context } from 'hono';
import type { CatalogSource, CatalogView, TableMetadataText } from './catalog-source.ts';
import { guard, type GuardOptions } from './guard.ts';
import { IcebergError, icebergErrorOf, noNamespace, noTable, noView } from './iceberg-error.ts';
import { page, type Page } from './paging.ts';

/** The catalog's one namespace; clients name the catalog itself `levee` too. */
const NAMESPACE = 'levee';

/** What clients may call (REST specification, `CatalogConfig.endpoints`). With it PyIceberg refuses writes by itself. */
const ENDPOINTS = [
  'GET /v1/{prefix}/namespaces',
  'GET /v1/{prefix}/namespaces/{namespace}',
  'HEAD /v1/{prefix}/namespaces/{namespace}',
  'GET /v1/{prefix}/namespaces/{namespace}/tables',
  'GET /v1/{prefix}/namespaces/{namespace}/tables/{table}',
  'HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}',
  'GET /v1/{prefix}/namespaces/{namespace}/views',
  'GET /v1/{prefix}/namespaces/{namespace}/views/{view}',
  'HEAD /v1/{prefix}/namespaces/{namespace}/views/{view}',
];

/** What the catalog shows, and to whom. */
export interface CatalogOptions extends GuardOptions {
  readonly source: CatalogSource;
  readonly views: () => Promise<readonly CatalogView[]>;
  /** Told of every failure that is not the client's, for the log. */
  readonly onError: (error: unknown) => void;
}

/**
 * The read side of the Iceberg REST catalog protocol, as much as Trino, Spark and PyIceberg ask of a server.
 * Source: the REST catalog's OpenAPI document (apache/iceberg, `open-api/rest-catalog-open-api.yaml`).
 */
export function catalogApp(options: CatalogOptions): Hono {
  const app = new Hono();
  app.use(guard(options));
  app.onError((error, context) => errorResponse(context, error, options.onError));
  app.notFound((context) =>
    errorResponse(context, new IcebergError(404, 'NotFoundException', 'no such path'), options.onError),
  );
  app.get('/v1/config', (context) => context.json({ defaults: {}, overrides: {}, endpoints: ENDPOINTS }));
  addNamespaces(app);
  addTables(app, options.source);
  addViews(app, options.views);
  return app;
}

function addNamespaces(app: Hono): void {
  app.get('/v1/namespaces', (context) => {
    const parent = context.req.query('parent');
    if (parent !== undefined && parent !== NAMESPACE) throw noNamespace(parent);
    const { names, next } = pageOf(context, parent === undefined ? [NAMESPACE] : []);
    return context.json({ namespaces: names.map((name) => [name]), 'next-page-token': next });
  });
  app.get('/v1/namespaces/:namespace', (context) => {
    checkNamespace(context.req.param('namespace'));
    return exists(context) ?? context.json({ namespace: [NAMESPACE], properties: {} });
  });
}

function addTables(app: Hono, source: CatalogSource): void {
  app.get('/v1/namespaces/:namespace/tables', async (context) => {
    checkNamespace(context.req.param('namespace'));
    return listing(context, pageOf(context, await source.tables()));
  });
  app.get('/v1/namespaces/:namespace/tables/:table', async (context) => {
    const { namespace, table } = context.req.param();
    // Clients look for the metadata table `levee.waf_logs.files` as table `files` of namespace `levee\x1Fwaf_logs`, and
    // try `levee.waf_logs` only when told that the TABLE, not the namespace, does not exist.
    const found = namespace === NAMESPACE && isName(table) ? await source.metadata(table) : undefined;
    if (found === undefined) throw noTable(namespace, table);
    return exists(context) ?? loaded(context, found);
  });
}

function addViews(app: Hono, views: CatalogOptions['views']): void {
  app.get('/v1/namespaces/:namespace/views', async (context) => {
    checkNamespace(context.req.param('namespace'));
    const names = (await views()).map(({ name }) => name);
    return listing(context, pageOf(context, names));
  });
  app.get('/v1/namespaces/:namespace/views/:view', async (context) => {
    const { namespace, view } = context.req.param();
    const found = namespace === NAMESPACE ? (await views()).find(({ name }) => name === view) : undefined;
    if (found === undefined) throw noView(namespace, view);
    return exists(context) ?? loaded(context, found);
  });
}

/** Names of tables: nothing that could leave a folder or hide in a path. */
const isName = (name: string): boolean => /^\w{1,128}$/.test(name);

function checkNamespace(namespace: string): void {
  if (namespace !== NAMESPACE) throw noNamespace(namespace);
}

/** The answer to HEAD: there is one. undefined for GET. */
const exists = (context: Context): Response | undefined =>
  context.req.method === 'HEAD' ? context.body(null, 204) : undefined;

const pageOf = (context: Context, names: readonly string[]): Page =>
  page(names, { pageToken: context.req.query('pageToken'), pageSize: context.req.query('pageSize') });

const listing = (context: Context, { names, next }: Page): Response =>
  context.json({
    identifiers: names.map((name) => ({ namespace: [NAMESPACE], name })),
    'next-page-token': next,
  });

/** The metadata text spliced in as it is: parsing would round the ids that other engines drew. */
function loaded(context: Context, { location, text }: TableMetadataText): Response {
  const body = `{"metadata-location":${JSON.stringify(location)},"metadata":${text},"config":{}}`;
  return context.body(body, 200, { 'Content-Type': 'application/json' });
}

function errorResponse(context: Context, thrown: unknown, onError: (error: unknown) => void): Response {
  const error = icebergErrorOf(thrown);
  if (error.code >= 500) onError(thrown);
  return context.body(error.body(), error.code, { 'Content-Type': 'application/json' });
}
