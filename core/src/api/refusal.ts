import { LeveeError, messageOf } from '#kernel';
import { IcebergError } from '#serve';
import { BadRequest } from './bad-request.ts';
import type { ApiError } from './contract.ts';
import { Busy } from './world.ts';

/** A refusal or failure as a client gets it. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 414 | 429 | 500 | 503;
  readonly body: ApiError;
}

/** What a client is told of an error. What is not the client's fault is told to `onError` too. */
export function refusalOf(error: unknown, onError: (error: unknown) => void): Refusal {
  if (error instanceof BadRequest) {
    const { message, field, expected, status } = error;
    return { status, body: { error: { message, field, expected } } };
  }
  if (error instanceof IcebergError)
    return { status: error.code, body: { error: { message: error.message } } };
  if (error instanceof Busy) return { status: 429, body: bodyOf(error) };
  onError(error);
  if (error instanceof LeveeError) return { status: 503, body: bodyOf(error) };
  if (isOfMemory(error)) return { status: 503, body: bodyOf(TOO_MUCH) };
  return { status: 500, body: { error: { message: `the question failed: ${messageOf(error)}` } } };
}

/** As DuckDB says that its limit, or that of its temporary disk, is reached. */
const isOfMemory = (error: unknown): boolean => messageOf(error).startsWith('Out of Memory Error');

const TOO_MUCH = new LeveeError('the question needs more memory, or more temporary disk, than it may have', {
  hint: 'ask for a shorter time, or raise engine.memory and engine.tempDisk, for boards serve.columnMemory, in levee.yaml',
});

const bodyOf = ({ message, hint }: LeveeError): ApiError => ({
  error: { message, ...(hint === undefined ? {} : { hint }) },
});
