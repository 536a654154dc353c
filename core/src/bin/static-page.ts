import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

const DIST = resolve(import.meta.dirname, '../../../web/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Nothing from elsewhere, no script but the page's own; the component kit sets styles on elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SAFE = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const NOT_BUILT =
  'The page has not been built. In the folder of Levee run: npm run build\nThe API is at /api/v1/tables\n';

type Answer = (request: Request) => Response | Promise<Response>;

/** Serves the built page beside the API. The page is public; what it asks the API for is not. */
export function withPage(api: Answer, dist = DIST): Answer {
  return (request) => {
    const { pathname } = new URL(request.url);
    const isPage = request.method === 'GET' && !pathname.startsWith('/api/');
    return isPage ? pageFile(dist, pathname, request.headers.get('accept-encoding') ?? '') : api(request);
  };
}

async function pageFile(dist: string, pathname: string, encodings: string): Promise<Response> {
  const wanted = await existing(dist, pathname);
  const file = wanted ?? join(dist, 'index.html');
  const zipped = /\bgzip\b/.test(encodings) ? await bytesOf(`${file}.gz`) : undefined;
  const bytes = zipped ?? (await bytesOf(file));
  if (bytes === undefined) return new Response(NOT_BUILT, { status: 503, headers: SAFE });
  const isHashed = /-[\w-]{8}\.\w+$/.test(file);
  return new Response(bytes, {
    headers: {
      ...SAFE,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      Vary: 'Accept-Encoding',
      ...(zipped === undefined ? {} : { 'Content-Encoding': 'gzip' }),
    },
  });
}

/** A file of the page by its path; undefined where it lies outside, or is none. */
async function existing(dist: string, pathname: string): Promise<string | undefined> {
  if (!/^\/[\w./-]+$/.test(pathname)) return undefined;
  const file = resolve(dist, `.${pathname}`);
  if (!file.startsWith(dist + sep)) return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? file : undefined;
}

const bytesOf = (file: string): Promise<Uint8Array<ArrayBuffer> | undefined> =>
  readFile(file).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  );
