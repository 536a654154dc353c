import { Hono, type Context } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { accessGuard, IcebergError, type GuardOptions } from '#serve';
import { AnswerCache } from './answer-cache.ts';
import { answer, type Answer, type Room } from './answering.ts';
import { BadRequest } from './bad-request.ts';
import { board, boardNamed } from './board-data.ts';
import * as contract from './contract.ts';
import { entity } from './entity.ts';
import { hunt } from './hunt.ts';
import { histogram, top } from './explore.ts';
import { boards, ingest, tables } from './lists.ts';
import { openApiDocument } from './openapi.ts';
import { checkPatterns } from './patterns.ts';
import type { Progress } from './progress.ts';
import { rawRecord } from './raw-record.ts';
import { expectedIn } from './expected.ts';
import { refusalOf } from './refusal.ts';
import { rejects } from './rejects.ts';
import { event, rows } from './rows.ts';
import { engines, estimate } from './sql-estimate.ts';
import { SqlJobs } from './sql-jobs.ts';
import { Desk, type ApiWorld, type Ask } from './world.ts';

const LONGEST_BODY = 256 * 1024;

export interface ApiOptions extends GuardOptions {
  readonly world: ApiWorld;
  /** Memory for answers that are given again while the lake is unchanged. */
  readonly answerBytes: number;
  readonly onError: (error: unknown) => void;
}

/** The API below `/api/v1`. Every answer of a question to the lake passes `answer`: the seam for pre-aggregation. */
export function apiApp({ world, answerBytes, onError, ...access }: ApiOptions): Hono {
  const app = new Hono();
  const room = { world, desk: new Desk(world.engine), cache: new AnswerCache(answerBytes), onError };
  app.use(accessGuard(access));
  app.use(async (context, next) => {
    checkOrigin(context);
    context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
    await next();
  });
  app.onError((error, context) => failure(context, error, onError));
  app.get('/api/v1/openapi.json', (context) => context.json(openApiDocument(world.version)));
  app.get('/api/v1/tables', async (context) => context.json(await tables(world)));
  app.get('/api/v1/boards', async (context) => context.json(await boards(world)));
  app.get('/api/v1/ingest', (context) =>
    answer(room, context, { key: 'ingest', tables: undefined, use: (ask) => ingest(world, ask) }),
  );
  addQuestions(app, room);
  app.get('/api/v1/engines', (context) => context.json(engines(world)));
  addSql(app, world);
  app.notFound((context) => context.json({ error: { message: 'no such path' } }, 404));
  return app;
}

/** How questions are asked: a JSON body, checked by its schema. */
function postTo(app: Hono, room: Room) {
  return <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    { use, tables: of, isFresh }: Question<z.output<Schema>>,
  ): void => {
    app.post(`/api/v1/${path}`, async (context) => {
      const request = parsed(schema, await bodyOf(context));
      const key = `${path} ${JSON.stringify(request)}`;
      const asked = async (ask: Ask, progress: Progress, stop: AbortSignal) => {
        try {
          return await use(ask, request, { progress, stop });
        } catch (error) {
          await checkPatterns(ask, filtersOf(request));
          throw error;
        }
      };
      return answer(room, context, { key, tables: of?.(request), use: asked, isFresh });
    });
  };
}

function addQuestions(app: Hono, room: Room): void {
  const { world } = room;
  const post = postTo(app, room);
  post('histogram', contract.histogramRequest, {
    use: (ask, request) => histogram(world, ask, request),
    tables: tableOf,
  });
  post('top', contract.topRequest, { use: (ask, request) => top(world, ask, request), tables: tableOf });
  post('rows', contract.rowsRequest, { use: (ask, request) => rows(world, ask, request), tables: tableOf });
  post('event', contract.eventRequest, {
    use: (ask, request) => event(world, ask, request),
    tables: tableOf,
  });
  post('event/raw', contract.eventRequest, {
    use: (ask, request, { stop }) => rawRecord(world, { ask, stop }, request),
    tables: tableOf,
    isFresh: true,
  });
  post('board', contract.boardRequest, {
    use: (ask, request, asking) => board(world, { ask, ...asking }, request),
    tables: (request) => [boardNamed(world, request.board).table],
  });
  post('entity', contract.entityRequest, { use: (ask, request) => entity(world, ask, request) });
  post('hunt', contract.huntRequest, { use: (ask, request) => hunt(world, ask, request) });
  post('rejects', contract.rejectsRequest, { use: (ask, request) => rejects(world, ask, request) });
}

const filtersOf = (request: unknown): readonly contract.Filter[] =>
  (request as { readonly filters?: readonly contract.Filter[] }).filters ?? [];

const tableOf = ({ table }: { readonly table: string }): string[] => [table];

interface Question<Request> {
  readonly use: (ask: Ask, request: Request, asking: Answering) => Promise<Answer>;
  /** Tables that the answer depends on; all where absent. */
  readonly tables?: (request: Request) => readonly string[];
  readonly isFresh?: boolean;
}

interface Answering {
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

function addSql(app: Hono, world: ApiWorld): void {
  const jobs = new SqlJobs(world);
  app.post('/api/v1/sql', async (context) => {
    const { sql, rows: limit, engine } = parsed(contract.sqlRequest, await bodyOf(context));
    return context.json(jobs.start({ sql, limit, engine }), 202);
  });
  app.post('/api/v1/sql/estimate', async (context) => {
    const request = parsed(contract.estimateRequest, await bodyOf(context));
    return context.json(await estimate(world, request, context.req.raw.signal));
  });
  app.get('/api/v1/sql/:id', (context) => context.json(jobs.status(context.req.param('id'))));
  app.delete('/api/v1/sql/:id', (context) => context.json(jobs.cancel(context.req.param('id'))));
  app.get('/api/v1/sql/:id/result', async (context) => {
    const form = parsed(z.object({ form: z.enum(contract.SQL_FORMS) }), {
      form: context.req.query('form') ?? 'json',
    });
    const { type, body } = await jobs.result(context.req.param('id'), form.form);
    context.header('Content-Type', type);
    if (form.form !== 'json')
      context.header('Content-Disposition', `attachment; filename="levee.${form.form}"`);
    return stream(context, async (out) => {
      if (body instanceof Uint8Array) await out.write(body);
      else for await (const piece of body) await out.write(piece);
    });
  });
}

/** Only pages of this server ask: a browser names where a request comes from. */
function checkOrigin(context: Context): void {
  const { req } = context;
  const origin = req.header('origin');
  const isOwn = origin === undefined || origin === new URL(req.url).origin;
  const site = req.header('sec-fetch-site');
  if (isOwn && (site === undefined || site === 'same-origin' || site === 'none')) return;
  throw new IcebergError(403, 'ForbiddenException', 'only pages of this server may ask');
}

async function bodyOf(context: Context): Promise<unknown> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? ''))
    throw new BadRequest('content-type', 'application/json');
  if (Number(context.req.header('content-length') ?? Infinity) > LONGEST_BODY)
    throw new BadRequest('content-length', `at most ${LONGEST_BODY} bytes, told beforehand`);
  try {
    return await context.req.json();
  } catch {
    throw new BadRequest('body', 'JSON');
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new BadRequest(
    issue?.path.join('.') || 'body',
    issue === undefined ? 'another form' : expectedIn(issue),
  );
}

function failure(context: Context, error: unknown, onError: (error: unknown) => void): Response {
  const { status, body } = refusalOf(error, onError);
  return context.json(body, status);
}
