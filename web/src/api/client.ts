import type {
  ApiError,
  BoardAnswer,
  BoardRequest,
  BoardsAnswer,
  EntityAnswer,
  EntityRequest,
  EventAnswer,
  EventRequest,
  HistogramAnswer,
  HistogramRequest,
  HuntAnswer,
  HuntRequest,
  IngestAnswer,
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
}

async function send(path: string, { method = 'GET', body, signal }: Call): Promise<Response> {
  const known = token.get();
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: {
      ...(known === null ? {} : { authorization: `Bearer ${known}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
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

type Ask<Request, Answer> = (body: Request, signal?: AbortSignal) => Promise<Answer>;

const post = <Request, Answer>(path: string): Ask<Request, Answer> => {
  const asking: Ask<Request, Answer> = (body, signal) => ask(path, { method: 'POST', body, signal });
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
  histogram: post<HistogramRequest, HistogramAnswer>('/histogram'),
  top: post<TopRequest, TopAnswer>('/top'),
  rows: post<RowsRequest, RowsAnswer>('/rows'),
  event: post<EventRequest, EventAnswer>('/event'),
  board: post<BoardRequest, BoardAnswer>('/board'),
  entity: post<EntityRequest, EntityAnswer>('/entity'),
  hunt: post<HuntRequest, HuntAnswer>('/hunt'),
  rejects: post<RejectsRequest, RejectsAnswer>('/rejects'),
  sql: {
    start: post<SqlRequest, SqlAnswer>('/sql'),
    state: (id: string, signal?: AbortSignal) => ask<SqlAnswer>(`/sql/${encodeURIComponent(id)}`, { signal }),
    cancel: async (id: string): Promise<void> => {
      await send(`/sql/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    rows: (id: string) => ask<SqlResult>(`/sql/${encodeURIComponent(id)}/result?form=json`, {}),
    file: async (id: string, form: SqlForm): Promise<Blob> =>
      (await send(`/sql/${encodeURIComponent(id)}/result?form=${form}`, {})).blob(),
  },
};
