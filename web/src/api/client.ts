import type {
  ApiError,
  BoardAnswer,
  BoardRequest,
  BoardsAnswer,
  EnginesAnswer,
  EntityAnswer,
  EntityRequest,
  EstimateAnswer,
  EstimateRequest,
  EventAnswer,
  EventRequest,
  HistogramAnswer,
  HistogramRequest,
  HuntAnswer,
  HuntRequest,
  IngestAnswer,
  RawAnswer,
  RejectsAnswer,
  RejectsRequest,
  RowsAnswer,
  RowsRequest,
  SqlAnswer,
  SqlForm,
  SqlRequest,
  SqlResult,
  TablesAnswer,
  TopAnswer,
  TopRequest,
} from '@levee/core/contract';
import { readLines } from './answer-lines.ts';
import { runningQuestion } from './running.ts';

/** An answer of the server that is a refusal or failure, with its advice. */
export class ServerError extends Error {
  readonly status: number;
  readonly hint: string | undefined;

  constructor(status: number, { message, hint, field, expected }: ApiError['error']) {
    super(field === undefined ? message : `${message} (${field}: expected ${expected ?? 'something else'})`);
    this.status = status;
    this.hint = hint;
  }
}

const BASE = '/api/v1';
const TOKEN = 'levee-token';

/** The token that this browser window sends; kept until the window is closed. */
export const token = {
  get: (): string | null => sessionStorage.getItem(TOKEN),
  set: (text: string): void => sessionStorage.setItem(TOKEN, text),
};

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Forms of the answer that are read; JSON where absent. */
  readonly accept?: string;
}

async function send(path: string, { method = 'GET', body, signal, accept }: Call): Promise<Response> {
  const known = token.get();
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: {
      ...(known === null ? {} : { authorization: `Bearer ${known}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(accept === undefined ? {} : { accept }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<ServerError> {
  const found: unknown = await response.json().catch(() => undefined);
  const error = (found as Partial<ApiError> | undefined)?.error;
  return new ServerError(response.status, error ?? { message: `the server answered ${response.status}` });
}

async function ask<T>(path: string, call: Call): Promise<T> {
  const response = await send(path, call);
  return (await response.json()) as T;
}

const LINES = 'application/x-ndjson';

/** Asks a question that may take long: while it runs, the page shows for how long and how far it is. */
async function question<T>(path: string, call: Call): Promise<T> {
  const { tell, end } = runningQuestion();
  try {
    const response = await send(path, { ...call, accept: `${LINES}, application/json;q=0.9` });
    const { body } = response;
    const isLines = response.headers.get('content-type')?.startsWith(LINES) === true;
    if (!isLines || body === null) return (await response.json()) as T;
    const last = await readLines(body, tell);
    if ('error' in last) throw new ServerError(last.status, last.error);
    return last.answer as T;
  } finally {
    end();
  }
}

type Ask<Request, Answer> = (body: Request, signal?: AbortSignal) => Promise<Answer>;

const post = <Request, Answer>(path: string): Ask<Request, Answer> => {
  const asking: Ask<Request, Answer> = (body, signal) => question(path, { method: 'POST', body, signal });
  return asking;
};

const get =
  <Answer>(path: string) =>
  (signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });

/** The server's questions, typed by the contract (docs/api.md). */
export const api = {
  tables: get<TablesAnswer>('/tables'),
  boards: get<BoardsAnswer>('/boards'),
  ingest: get<IngestAnswer>('/ingest'),
  engines: get<EnginesAnswer>('/engines'),
  histogram: post<HistogramRequest, HistogramAnswer>('/histogram'),
  top: post<TopRequest, TopAnswer>('/top'),
  rows: post<RowsRequest, RowsAnswer>('/rows'),
  event: post<EventRequest, EventAnswer>('/event'),
  raw: post<EventRequest, RawAnswer>('/event/raw'),
  board: post<BoardRequest, BoardAnswer>('/board'),
  entity: post<EntityRequest, EntityAnswer>('/entity'),
  hunt: post<HuntRequest, HuntAnswer>('/hunt'),
  rejects: post<RejectsRequest, RejectsAnswer>('/rejects'),
  sql: {
    start: (body: SqlRequest) => ask<SqlAnswer>('/sql', { method: 'POST', body }),
    estimate: (body: EstimateRequest) => ask<EstimateAnswer>('/sql/estimate', { method: 'POST', body }),
    state: (id: string, signal?: AbortSignal) => ask<SqlAnswer>(`/sql/${encodeURIComponent(id)}`, { signal }),
    cancel: async (id: string): Promise<void> => {
      await send(`/sql/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    rows: (id: string) => ask<SqlResult>(`/sql/${encodeURIComponent(id)}/result?form=json`, {}),
    file: async (id: string, form: SqlForm): Promise<Blob> =>
      (await send(`/sql/${encodeURIComponent(id)}/result?form=${form}`, {})).blob(),
  },
};
