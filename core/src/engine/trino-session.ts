import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, LeveeError, parseJson, type Json } from '#kernel';
import { connectionProblem, HttpClient, type HttpAnswer, type HttpQuestion } from './http-client.ts';
import type { TrinoType } from './trino-type.ts';

/** A Trino server and how to speak to it. */
export interface TrinoOptions {
  /** `https://trino.example.com:8443` */
  readonly server: string;
  readonly user: string;
  readonly catalog: string;
  readonly schema: string;
  /** Password of the user (over HTTPS or to this machine only), or a JSON Web Token. */
  readonly auth?: { readonly password: string } | { readonly token: string };
  /** Certificates of the authorities that are trusted, PEM. */
  readonly authorities?: string;
  /** Session properties, `query_max_run_time` and others. */
  readonly session?: Readonly<Record<string, string>>;
  /** Longest time without a byte from the server; 60 by default. */
  readonly idleSeconds?: number;
  /** Longest time for which a server that is overloaded or restarts is asked again; 30 by default. */
  readonly retrySeconds?: number;
}

/** What is read of a page: https://trino.io/docs/current/develop/client-protocol.html */
export interface TrinoPage {
  readonly id: string;
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly typeSignature: TrinoType }[];
  readonly data?: readonly (readonly Json[])[];
  readonly stats?: { readonly physicalInputBytes?: number };
  readonly error?: {
    readonly message: string;
    readonly errorName: string;
    readonly errorType: string;
    readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
  };
}

const MOST_PAGE_BYTES = 256 * 2 ** 20;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;
const CANCEL_MS = 5000;

/** Statuses with which servers, and what stands before them, ask for another try. */
const BUSY = new Set([429, 502, 503, 504]);

/** Speaks Trino's protocol to one server. */
export class TrinoSession {
  readonly #options: TrinoOptions;
  readonly #http: HttpClient;
  readonly #origin: string;

  /** @throws LeveeError (exit code 2) where a secret would cross the network unencrypted. */
  constructor(options: TrinoOptions) {
    this.#options = options;
    this.#origin = new URL(options.server).origin;
    checkSecrecy(options);
    checkCharacters(options);
    this.#http = new HttpClient({
      authorities: options.authorities,
      idleSeconds: options.idleSeconds ?? 60,
      mostBytes: MOST_PAGE_BYTES,
    });
  }

  /** Submits a statement, with session properties of its own. */
  submit(sql: string, own: Readonly<Record<string, string>>, signal: AbortSignal): Promise<TrinoPage> {
    const { user, catalog, schema, session = {} } = this.#options;
    const properties = Object.entries({ ...session, ...own }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    const headers = {
      ...this.#authorization(),
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Trino-User': user,
      'X-Trino-Source': 'levee',
      'X-Trino-Catalog': catalog,
      'X-Trino-Schema': schema,
      'X-Trino-Time-Zone': 'UTC',
      // Without it times come rounded to milliseconds.
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...(properties.length === 0 ? {} : { 'X-Trino-Session': properties.join(',') }),
    };
    return this.#page({ method: 'POST', url: `${this.#origin}/v1/statement`, headers, body: sql, signal });
  }

  /** The page behind one. */
  next(uri: string, signal: AbortSignal): Promise<TrinoPage> {
    return this.#page({ method: 'GET', url: this.#own(uri), headers: this.#authorization(), signal });
  }

  /** Gives a query up. It is no harm when the server does not hear of it: it forgets clients that do not come back. */
  async cancel(uri: string): Promise<void> {
    const signal = AbortSignal.timeout(CANCEL_MS);
    const headers = this.#authorization();
    await this.#http.ask({ method: 'DELETE', url: this.#own(uri), headers, signal }).catch(() => undefined);
  }

  close(): void {
    this.#http.close();
  }

  #authorization(): Readonly<Record<string, string>> {
    const { auth, user } = this.#options;
    if (auth === undefined) return {};
    if ('token' in auth) return { Authorization: `Bearer ${auth.token}` };
    // Trino reads ISO 8859-1, as its own clients write (`BasicAuthCredentials` of its source).
    return { Authorization: `Basic ${Buffer.from(`${user}:${auth.password}`, 'latin1').toString('base64')}` };
  }

  /** The address of a page, which must be the server's own: it gets the password or token. */
  #own(uri: string): string {
    if (URL.canParse(uri) && new URL(uri).origin === this.#origin) return uri;
    throw new LeveeError(`${this.#origin} sends its clients to another server`, {
      hint: 'behind a proxy, set http-server.process-forwarded=true on the coordinator',
    });
  }

  async #page(question: HttpQuestion): Promise<TrinoPage> {
    const answer = await this.#patiently(question);
    if (answer.status !== 200) throw refusedBy(this.#origin, answer);
    try {
      return parseJson(answer.text) as unknown as TrinoPage;
    } catch (cause) {
      throw new LeveeError(`${this.#origin} does not answer as Trino does`, {
        hint: 'check trino.server',
        cause,
      });
    }
  }

  /** Asks, and again while the server is busy or (for pages, which are the same each time) cannot be reached. */
  async #patiently(question: HttpQuestion): Promise<HttpAnswer> {
    const until = performance.now() + (this.#options.retrySeconds ?? 30) * 1000;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const outcome = await this.#tried(question);
      const pause = (outcome.answer?.retryAfter ?? wait / 1000) * 1000;
      const isFinal = !outcome.isWorthRetrying || performance.now() + pause > until;
      if (isFinal && outcome.answer !== undefined) return outcome.answer;
      if (isFinal) throw outcome.error;
      await sleep(pause, undefined, question.signal === undefined ? {} : { signal: question.signal });
    }
  }

  async #tried(question: HttpQuestion): Promise<Outcome> {
    try {
      const answer = await this.#http.ask(question);
      return { answer, isWorthRetrying: BUSY.has(answer.status) };
    } catch (thrown) {
      const error = thrown instanceof LeveeError ? thrown : connectionProblem(this.#origin, thrown);
      return { error, isWorthRetrying: isWorthRetrying(question, thrown) };
    }
  }
}

/** What came of asking once. */
interface Outcome {
  readonly answer?: HttpAnswer;
  readonly error?: LeveeError;
  readonly isWorthRetrying: boolean;
}

const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function isWorthRetrying({ method, signal }: HttpQuestion, error: unknown): boolean {
  return method === 'GET' && signal?.aborted !== true && DROPPED.has(codeOf(error) ?? '');
}

function checkSecrecy({ server, auth }: TrinoOptions): void {
  const { protocol, hostname } = new URL(server);
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (auth === undefined || protocol === 'https:' || isHere) return;
  throw new LeveeError(`the password or token would cross the network unencrypted to ${server}`, {
    hint: 'name the server with https://',
    exitCode: 2,
  });
}

/** Basic authentication carries characters up to U+00FF: a server would take others for something else. */
function checkCharacters({ user, auth }: TrinoOptions): void {
  if (auth === undefined || 'token' in auth || /^[\0-\u00ff]*$/.test(user + auth.password)) return;
  throw new LeveeError("Trino takes no such character in a user's name or password", {
    hint: 'Basic authentication there knows those of ISO 8859-1 (ä, é, ß, but no €); use others, or a token',
    exitCode: 2,
  });
}

function refusedBy(origin: string, { status, text }: HttpAnswer): LeveeError {
  if (status === 401 || status === 403)
    return new LeveeError(`${origin} refuses the user (HTTP ${status})`, {
      hint: 'check trino.user, and the password or token of the environment',
    });
  const said = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  return new LeveeError(`${origin} answers HTTP ${status}${said === '' ? '' : `: ${said}`}`, {
    hint: BUSY.has(status) ? 'it is overloaded or restarts: ask again later' : 'check trino.server',
  });
}
