import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { codeOf } from '#kernel';

/** Writes text to standard output or a file, waiting where the reader is slow. A reader that leaves (`| head`) ends it quietly. */
export async function writeAll(pieces: AsyncIterable<string>, path?: string): Promise<void> {
  const stream = path === undefined ? process.stdout : createWriteStream(path);
  let gone = false;
  const onError = (error: Error): void => {
    gone = true;
    if (codeOf(error) !== 'EPIPE') stream.emit('levee-failed', error);
  };
  stream.on('error', onError);
  try {
    for await (const piece of pieces) {
      if (gone) return;
      if (!stream.write(piece))
        await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'error')]);
    }
  } finally {
    if (path !== undefined) await new Promise<void>((resolve) => stream.end(resolve));
    stream.removeListener('error', onError);
  }
}
