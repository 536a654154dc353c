import type { ProgressLine } from '@levee/core/contract';

/** What the last line said. */
export type LastLine = Exclude<ProgressLine, { readonly progress: unknown }>;

/**
 * Reads lines of JSON until the answer or a failure; `tell` hears of the part that is done.
 * @throws Error where the server stops in the middle.
 */
export async function readLines(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  tell: (share: number | null) => void,
): Promise<LastLine> {
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.trim() !== '')) {
      const read = JSON.parse(line) as ProgressLine;
      if (!('progress' in read)) return read;
      tell(read.progress.share);
    }
  }
  if (rest.trim() === '') throw new Error('the server stopped before its answer was whole');
  const last = JSON.parse(rest) as ProgressLine;
  if ('progress' in last) throw new Error('the server stopped before its answer was whole');
  return last;
}
