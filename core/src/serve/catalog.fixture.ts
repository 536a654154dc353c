import { request } from 'node:http';
import { connect } from 'node:net';
import { LeveeError } from '#kernel';
import type { CatalogSource } from './catalog-source.ts';
import type { ServedCatalog } from './serve-catalog.ts';

/** A snapshot id of 63 bits, as Trino draws them: a JavaScript number would end in 292000. */
export const LONG_ID = '4460206075472291205';
export const METADATA = `{ "format-version": 2,  "current-snapshot-id": ${LONG_ID}, "location": "file:///lake/levee/waf_logs" }`;
export const LOCATION = 'file:///lake/levee/waf_logs/metadata/v12.metadata.json';
export const VIEW = `{"view-uuid":"fa6506c3-7681-40c8-86dc-e36561f83385","format-version":1}`;
export const TOKEN = 'an-example-token-of-32-characters';

/** Names that the source was asked for: hostile ones must never arrive. */
export const asked: string[] = [];

/** Five tables in no order, of which one has metadata; two more that fail. */
export const source: CatalogSource = {
  tables: () =>
    Promise.resolve(['waf_logs', 'alb_access_logs', 'rejects', 'cloudtrail_logs', 'vpc_flow_logs']),
  metadata: (table) => {
    asked.push(table);
    if (table === 'broken') return Promise.reject(new LeveeError('metadata v3 of broken is damaged'));
    if (table === 'crash') return Promise.reject(new Error('ENOENT /secret/path'));
    return Promise.resolve(table === 'waf_logs' ? { location: LOCATION, text: METADATA } : undefined);
  },
};

export const views = () =>
  Promise.resolve([{ name: 'ocsf_http_activity', location: 'file:///lake/v.json', text: VIEW }]);

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** What to ask besides the path. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks over HTTP with the path exactly as written: `fetch` would tidy `..` away. */
export function ask(of: ServedCatalog, path: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = asking;
  const { hostname, port } = new URL(of.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The `error` object of a refusal, with the status and content type it came with. */
export async function refusal(of: ServedCatalog, path: string, asking?: Asking) {
  const { status, headers, text } = await ask(of, path, asking);
  const { error } = JSON.parse(text) as { error: { message: string; type: string; code: number } };
  return { ...error, status, contentType: headers['content-type'] };
}

/** Sends bytes that no HTTP client would, and returns the status line. */
export function raw(of: ServedCatalog, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(of.url).port), '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text.slice(0, text.indexOf('\r\n'))));
    socket.on('error', reject);
  });
}
