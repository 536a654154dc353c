import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { IcebergError } from './iceberg-error.ts';

/** Who may ask, and how long a question may be. */
export interface GuardOptions {
  /** Address the server listens on. */
  readonly host: string;
  /** Demanded as `Authorization: Bearer …` where given. */
  readonly token: string | undefined;
}

/** The longest request target that is read; the longest real one is about 200 characters. */
const LONGEST_URL = 2048;

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Lets only those through who may ask: the right `Host` on loopback, the token where there is one. */
export function accessGuard({ host, token }: GuardOptions): MiddlewareHandler {
  const isLocal = isLoopback(host);
  const digest = token === undefined ? undefined : digestOf(token);
  return async (context, next) => {
    if (isLocal) checkHost(context);
    if (digest !== undefined) checkToken(context, digest);
    await next();
  };
}

/** Lets only well-formed read requests of those who may ask through to the catalog. */
export function guard(options: GuardOptions): MiddlewareHandler {
  const access = accessGuard(options);
  return (context, next) =>
    access(context, async () => {
      checkRequest(context);
      await next();
    });
}

/**
 * A page on the web can point a name of its own at 127.0.0.1 and then read answers as if they were its own (DNS
 * rebinding). Its requests still carry that name in `Host`.
 */
function checkHost(context: Context): void {
  const name = (context.req.header('host') ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(name.toLowerCase())) return;
  throw new IcebergError(
    403,
    'ForbiddenException',
    'the Host header must name this machine: 127.0.0.1 or localhost',
  );
}

function checkToken(context: Context, digest: Buffer): void {
  const given = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  // Digests have one length, and comparing them takes the same time wherever they differ.
  if (given !== undefined && timingSafeEqual(digestOf(given), digest)) return;
  context.header('WWW-Authenticate', 'Bearer realm="levee"');
  throw new IcebergError(
    401,
    'NotAuthorizedException',
    'a bearer token is required, and it must be the right one',
  );
}

function checkRequest(context: Context): void {
  const { req } = context;
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    context.header('Allow', 'GET, HEAD');
    throw new IcebergError(405, 'UnsupportedOperationException', 'this catalog is read-only');
  }
  if (req.url.length > LONGEST_URL)
    throw new IcebergError(414, 'BadRequestException', 'the request target is too long');
  const hasBody =
    (req.header('content-length') ?? '0') !== '0' || req.header('transfer-encoding') !== undefined;
  if (!hasBody) return;
  context.header('Connection', 'close');
  throw new IcebergError(400, 'BadRequestException', 'a read request must not carry a body');
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
