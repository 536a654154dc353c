import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { codeOf, LeveeError, messageOf } from '#kernel';

/** What standard output says where its reader has left (`| head`). */
const LEFT: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/**
 * Writes text to standard output or a file, waiting where the reader is slow. A reader that leaves (`| head`) ends it quietly.
 * @throws LeveeError where the file or standard output can't be written; what the pieces throw goes on as it is
 */
export async function writeAll(pieces: AsyncIterable<string>, path?: string): Promise<void> {
  const target = path === undefined ? process.stdout : createWriteStream(path);
  let failure: unknown;
  // Also before anybody waits for it: a stream's error that nobody hears ends the process.
  const note = (error: unknown): void => void (failure ??= error);
  target.on('error', note);
  try {
    await pipeline(pieces, target, { end: path !== undefined });
  } catch (error) {
    if (path === undefined && LEFT.has(codeOf(error))) return;
    throw failure === undefined ? error : unwritten(path ?? 'standard output', failure);
  } finally {
    target.off('error', note);
  }
}

const unwritten = (path: string, error: unknown): LeveeError =>
  new LeveeError(`cannot write ${path}: ${messageOf(error)}`, {
    hint:
      codeOf(error) === 'ENOSPC'
        ? 'free disk space, or write elsewhere with --out'
        : 'choose another file with --out',
    cause: error,
  });
