import {
  parentPort,
  Worker,
  type MessagePort,
  type ResourceLimits,
  type Transferable,
} from 'node:worker_threads';
import { messageOf } from './problem.ts';

interface Question<Asked> {
  readonly id: number;
  readonly asked: Asked;
}

type Answer<Answered> =
  | { readonly id: number; readonly answered: Answered }
  | { readonly id: number; readonly error: string };

interface Waiting<Answered> {
  readonly resolve: (answered: Answered) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Room for a thread's young objects: reading makes few, as text is kept in memory of its own. By default a thread takes up to 48 MB before it looks
 * which of them are gone (measured with two threads on 4 GB of WAF logs: 40 MB more at the peak, in the same processor time; with 2 MB CloudTrail took 8 % more of it).
 */
export const FEW_YOUNG: ResourceLimits = { maxYoungGenerationSizeMb: 8 };

/** A thread that answers what it is asked, also several questions at once. A process may end while it waits for the next. */
export class AskedThread<Asked, Answered> {
  hasEnded = false;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting<Answered>>();
  private asked = 0;

  /** @param module what runs in the thread: it calls `answerQuestions` */
  constructor(module: URL, resourceLimits: ResourceLimits = {}) {
    this.worker = new Worker(module, { resourceLimits });
    this.worker.unref();
    this.worker.on('message', (answer: Answer<Answered>) => this.answered(answer));
    this.worker.on('error', (error: Error) => this.ended(error));
    this.worker.on('exit', () => this.ended(new Error('a thread ended')));
  }

  /** @throws Error where the thread fails, or ends before it answers */
  ask(asked: Asked): Promise<Answered> {
    if (this.hasEnded) return Promise.reject(new Error('a thread that has ended was asked'));
    this.asked += 1;
    const id = this.asked;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, asked } satisfies Question<Asked>);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: Answer<Answered>): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.answered);
  }

  private ended(error: Error): void {
    this.hasEnded = true;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** What a thread answers, and the memory in it that is sent without a copy. */
export interface Answering<Answered> {
  readonly answered: Answered;
  readonly sent: readonly Transferable[];
}

/** Answers a question: what, is between who asks and who answers. */
type AnswerOf<Answered> = (asked: never) => Answering<Answered> | Promise<Answering<Answered>>;

/** In a thread: answers the questions that come. What is thrown fails the question. */
export function answerQuestions<Answered>(answer: AnswerOf<Answered>): void {
  const port = parentPort;
  if (port === null) throw new Error('this runs as a worker thread only');
  port.on('message', (question: Question<never>) => void answered(port, answer, question));
}

async function answered<Answered>(
  port: MessagePort,
  answer: AnswerOf<Answered>,
  { id, asked }: Question<never>,
): Promise<void> {
  try {
    const { answered: own, sent } = await answer(asked);
    port.postMessage({ id, answered: own } satisfies Answer<Answered>, sent);
  } catch (error) {
    port.postMessage({ id, error: messageOf(error) } satisfies Answer<Answered>);
  }
}
