import type { Agent as HttpAgent, IncomingMessage, RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { codeOf, LeveeError, messageOf } from '#kernel';

/** A request to one server. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Seconds that the server asks to wait. */
  readonly retryAfter: number | undefined;
  readonly text: string;
}

/** What connections are made with. */
export interface HttpOptions {
  /** Certificates of the authorities that are trusted, PEM; the system's otherwise. */
  readonly authorities?: string | undefined;
  /** Longest time without a byte. */
  readonly idleSeconds: number;
  /** Longest body. */
  readonly mostBytes: number;
}

/** Node's HTTP, when it is first needed: as an import it is 60 ms of every command's start (it loads all of `fetch` too). */
const http = () => process.getBuiltinModule('node:http');
const https = () => process.getBuiltinModule('node:https');

/** Asks by HTTP or HTTPS over connections that are kept; redirects are not followed. */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

  constructor(options: HttpOptions) {
    this.#options = options;
    const ca = options.authorities;
    this.#agents = {
      'http:': new (http().Agent)({ keepAlive: true }),
      'https:': new (https().Agent)({ keepAlive: true, ...(ca === undefined ? {} : { ca }) }),
    };
  }

  /** @throws Error of Node where there is no answer, LeveeError where it is too long. */
  ask({ method, url, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
    const isSecure = url.startsWith('https:');
    const options: RequestOptions = {
      method,
      headers,
      agent: this.#agents[isSecure ? 'https:' : 'http:'],
      timeout: this.#options.idleSeconds * 1000,
      ...(signal === undefined ? {} : { signal }),
    };
    return new Promise((resolve, reject) => {
      const sent = (isSecure ? https() : http()).request(url, options, (response) => {
        textOf(response, this.#options.mostBytes).then(
          (text) => resolve({ status: response.statusCode ?? 0, retryAfter: secondsOf(response), text }),
          reject,
        );
      });
      sent.on('timeout', () => sent.destroy(new TimeoutError(this.#options.idleSeconds)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Closes the connections that are kept. */
  close(): void {
    Object.values(this.#agents).forEach((agent) => agent.destroy());
  }
}

/** A server that says nothing. */
class TimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(seconds: number) {
    super(`no answer within ${seconds} seconds`);
  }
}

async function textOf(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const piece = chunk as Buffer;
    bytes += piece.length;
    if (bytes > mostBytes) {
      response.destroy();
      throw new LeveeError(`an answer of the server is longer than ${mostBytes} bytes`);
    }
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function secondsOf({ headers }: IncomingMessage): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && headers['retry-after'] !== undefined ? seconds : undefined;
}

/** Why a server could not be reached, for people. */
export function connectionProblem(server: string, error: unknown): LeveeError {
  const code = codeOf(error) ?? '';
  const isCertificate = /CERT|SIGNATURE|ISSUER|TLS|SSL|ALTNAME/.test(code);
  const hint = isCertificate
    ? 'name the certificate of its authority in trino.caFile, and the server as its certificate does'
    : 'check the address, and that the server runs and can be reached from here';
  return new LeveeError(`${server} cannot be asked: ${messageOf(error) || code}`, { hint, cause: error });
}
