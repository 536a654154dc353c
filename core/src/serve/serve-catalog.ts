import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { codeOf, LeveeError, messageOf } from '#kernel';
import { catalogApp } from './catalog-app.ts';
import type { CatalogSource, CatalogView } from './catalog-source.ts';
import { isLoopback } from './guard.ts';

/** How the catalog is served. */
export interface ServeOptions {
  readonly source: CatalogSource;
  /** Views beside the tables, as they are now; none by default. Clients ask for a view of every table's name, so it is called often. */
  readonly views?: () => Promise<readonly CatalogView[]>;
  /** Address to listen on; 127.0.0.1 by default. Any address that others can reach needs a token. */
  readonly host?: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Bearer token that clients must send; at least 16 characters. */
  readonly token?: string | undefined;
  /** Told of every failure that is not the client's. */
  readonly onError?: (error: unknown) => void;
  /** Answers every path outside the catalog's `/v1/`; without it they are not found. It guards itself. */
  readonly beside?: (request: Request) => Response | Promise<Response>;
}

/** A catalog that is being served. */
export interface ServedCatalog {
  /** What clients take as `uri`: `http://127.0.0.1:8181`. */
  readonly url: string;
  /** Stops listening, lets running answers finish (2 seconds at most), and closes. */
  close(): Promise<void>;
}

const SHORTEST_TOKEN = 16;
const GRACE_MS = 2000;
const SWEEP_MS = 20;

/** Limits that Node enforces before a request is seen. */
const SERVER_OPTIONS = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
};
const MOST_CONNECTIONS = 256;

/**
 * Serves the lake's tables by the Iceberg REST catalog protocol, so that Trino, Spark and PyIceberg attach by one URL.
 * @throws LeveeError where the address cannot be used, or others could reach it and no token is set.
 */
export async function serveCatalog(options: ServeOptions): Promise<ServedCatalog> {
  const { source, views = noViews, host = '127.0.0.1', port, token, onError = () => {} } = options;
  checkToken(host, token);
  const catalog = catalogApp({ source, views, host, token, onError });
  const { beside } = options;
  const fetch: typeof catalog.fetch = (request, ...rest) =>
    beside === undefined || new URL(request.url).pathname.startsWith('/v1/')
      ? catalog.fetch(request, ...rest)
      : beside(request);
  const server = createAdaptorServer({ fetch, serverOptions: SERVER_OPTIONS }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  const address = await listen(server, host, port);
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: () => close(server) };
}

const noViews = (): Promise<readonly CatalogView[]> => Promise.resolve([]);

function checkToken(host: string, token: string | undefined): void {
  if (token !== undefined && (token.length < SHORTEST_TOKEN || /\s/.test(token))) {
    throw new LeveeError(`the token must be at least ${SHORTEST_TOKEN} characters long, without spaces`, {
      hint: 'make one with: openssl rand -hex 32',
      exitCode: 2,
    });
  }
  if (token !== undefined || isLoopback(host)) return;
  throw new LeveeError(`others can reach ${host}, and no token is set`, {
    hint: 'set a token, or listen on 127.0.0.1',
    exitCode: 2,
  });
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

function listenError(error: Error, host: string, port: number): LeveeError {
  const isTaken = codeOf(error) === 'EADDRINUSE';
  return new LeveeError(`cannot listen on ${host} port ${port}: ${messageOf(error)}`, {
    hint: isTaken ? 'another process has the port: choose another one' : 'check the address and the port',
    cause: error,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A kept-alive connection that was answering when the server closed is idle only afterwards.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(force);
      resolve();
    });
  });
}
