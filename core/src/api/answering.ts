import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import type { AnswerCache } from './answer-cache.ts';
import type { Covers } from './contract.ts';
import { refusalOf } from './refusal.ts';
import type { Progress, Watch } from './progress.ts';
import type { ApiWorld, Ask, Desk } from './world.ts';

/** What all endpoints share. */
export interface Room {
  readonly world: ApiWorld;
  readonly desk: Desk;
  readonly cache: AnswerCache;
  readonly onError: (error: unknown) => void;
}

/** Every answer says what it rests on. */
export interface Answer {
  readonly covers: Covers;
}

/** A question to the lake. */
export interface Asked {
  readonly key: string;
  /** Tables that the answer depends on; all where undefined. */
  readonly tables: readonly string[] | undefined;
  readonly use: (ask: Ask, progress: Progress, stop: AbortSignal) => Promise<Answer>;
  /** Rests on more than the lake: never answered from the cache. */
  readonly isFresh?: boolean | undefined;
}

/** Asked for so, an answer comes with its progress before it. */
const LINES = 'application/x-ndjson';

/** Answers, from the cache where the lake is unchanged; with progress where the client asks for lines. */
export async function answer(room: Room, context: Context, asked: Asked): Promise<Response> {
  const { signal } = context.req.raw;
  if (!(context.req.header('accept') ?? '').includes(LINES))
    return context.json(await found(room, asked, { signal }));
  return answerInLines(room, context, asked);
}

interface Hearing {
  readonly signal: AbortSignal;
  readonly watch?: Watch;
}

async function found({ world, desk, cache }: Room, asked: Asked, hearing: Hearing): Promise<Answer> {
  const startedAt = performance.now();
  const key = `${await snapshots(world, asked.tables)} ${asked.key}`;
  const known = asked.isFresh === true ? undefined : cache.get(key);
  const fresh = known === undefined ? await desk.asking(hearing, asked.use) : (JSON.parse(known) as Answer);
  if (known === undefined && asked.isFresh !== true) cache.set(key, JSON.stringify(fresh));
  const elapsedMs = Math.round((performance.now() - startedAt) * 10) / 10;
  return { ...fresh, covers: { ...fresh.covers, elapsedMs, cached: known !== undefined } };
}

/**
 * Lines of progress, then the answer or what went wrong. The response begins with the first line, so that an early
 * refusal keeps its status. A client that goes away stops its question.
 */
async function answerInLines(room: Room, context: Context, asked: Asked): Promise<Response> {
  const startedAt = performance.now();
  const lines = new Lines();
  const gone = new AbortController();
  const signal = AbortSignal.any([context.req.raw.signal, gone.signal]);
  const watch: Watch = (share) =>
    lines.push({ progress: { share, elapsedMs: Math.round(performance.now() - startedAt) } });
  const ending = found(room, asked, { signal, watch });
  await Promise.race([ending, lines.waiting()]);
  ending.then(
    (each) => lines.end({ answer: each }),
    (error: unknown) => {
      const { status, body } = refusalOf(error, room.onError);
      lines.end({ ...body, status });
    },
  );
  context.header('Content-Type', LINES);
  return stream(context, async (out) => {
    out.onAbort(() => gone.abort());
    for await (const line of lines) await out.writeln(line);
  });
}

/** Lines that wait to be sent. Of progress only the newest is of use. */
class Lines {
  private next: string | undefined;
  private last: string | undefined;
  private wake: () => void = () => undefined;

  push(line: unknown): void {
    this.next = JSON.stringify(line);
    this.wake();
  }

  end(line: unknown): void {
    this.last = JSON.stringify(line);
    this.wake();
  }

  /** Until there is a line. */
  async waiting(): Promise<void> {
    while (this.next === undefined && this.last === undefined)
      await new Promise<void>((resolve) => (this.wake = resolve));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      await this.waiting();
      if (this.last !== undefined) return yield this.last;
      const line = this.next;
      this.next = undefined;
      if (line !== undefined) yield line;
    }
  }
}

/** A day that no table has: the scan plans no file and tells the snapshot. */
const NO_DAY = { days: { from: '9999-12-31', to: '9999-12-31' } };

async function snapshots({ lake }: ApiWorld, names: readonly string[] | undefined): Promise<string> {
  const scans = await Promise.all((names ?? (await lake.tables())).map((name) => lake.scan(name, NO_DAY)));
  return scans.map((scan) => `${scan?.table ?? ''}@${scan?.snapshotId ?? ''}`).join(' ');
}
