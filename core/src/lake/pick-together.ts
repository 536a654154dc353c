import { read } from 'node:fs';
import { promisify } from 'node:util';
import { FileReaders } from './file-reader.ts';
import { footerOf } from './footers.ts';
import { PickShare } from './pick-share.ts';
import { pickFiles } from './picked-file.ts';
import type { FileToPick } from './picks.ts';
import type { RowsOfSchema } from './picked-sets.ts';
import type { PickAnswered, PickingThread } from './picking-thread.ts';
import { columnsSent } from './sent-rows.ts';

/** Files that this thread reads at once, each into memory of its own: fewer with help, as what it has begun nobody else takes. */
const AT_ONCE = 4;
const AT_ONCE_HELPED = 2;

const readInto = promisify(read);
/** Whoever waits for several reads waits for each: all of a row group is read at once. */
const readers = new FileReaders({
  fill: async (opened, into, offset) => (await readInto(opened, into, 0, into.length, offset)).bytesRead,
  gap: Number.POSITIVE_INFINITY,
  atOnce: AT_ONCE,
});

/** Files of which the rows are picked, and these rows. */
interface Picked<File> {
  readonly done: ReadonlySet<File>;
  readonly picked: readonly RowsOfSchema[];
}

/** The same by the files' places, those told that the engine has to read. */
interface Part {
  readonly done: readonly number[];
  readonly left: readonly number[];
  readonly picked: readonly RowsOfSchema[];
}

/** Picks rows from files, with the help of another thread where there is one. What that can't do, or doesn't come to, is done here. */
export async function pickTogether<File extends FileToPick>(
  files: readonly File[],
  picking: Pick<PickingThread, 'help'> | undefined,
): Promise<Picked<File>> {
  const share = new PickShare();
  const helped = helpOf(picking, files, share);
  const own = await pickHere(files, share, helped === undefined ? AT_ONCE : AT_ONCE_HELPED);
  const isAll = own.done.length + own.left.length === files.length;
  const parts = [own, isAll ? undefined : await helped].filter((part) => part !== undefined);
  const known = new Set(parts.flatMap(({ done, left }) => [...done, ...left]));
  const missing = files.filter((_file, at) => !known.has(at));
  const done = new Set(parts.flatMap((part) => part.done.map((at) => files[at] as File)));
  const picked = parts.flatMap((part) => part.picked);
  if (missing.length === 0) return { done, picked };
  const rest = await pickTogether(missing, undefined);
  return { done: new Set([...done, ...rest.done]), picked: [...picked, ...rest.picked] };
}

/** What goes wrong there is no matter: the files that it took are seen to be missing. */
function helpOf(
  picking: Pick<PickingThread, 'help'> | undefined,
  files: readonly FileToPick[],
  share: PickShare,
): Promise<Part | undefined> | undefined {
  try {
    return picking
      ?.help(files, share)
      ?.then((answer) => received(files, answer))
      .catch(() => undefined);
  } catch {
    return undefined;
  }
}

async function pickHere(files: readonly FileToPick[], share: PickShare, atOnce: number): Promise<Part> {
  const lane = () => readers.lend((reader) => pickFiles(files, share, reader));
  const parts = await Promise.all(Array.from({ length: Math.min(atOnce, files.length) }, lane));
  return {
    done: parts.flatMap(({ done }) => done),
    left: parts.flatMap(({ left }) => left),
    picked: parts.flatMap(({ picked }) => picked),
  };
}

/** What another thread picked. @throws what `footerOf` does */
async function received(files: readonly FileToPick[], { done, left, picked }: PickAnswered): Promise<Part> {
  const rows = picked.map(async (sent): Promise<RowsOfSchema> => {
    const file = files.find(({ path }) => path === sent.path);
    if (file === undefined) throw new Error('rows of a file that was not asked for');
    return { path: sent.path, rows: sent.rows, footer: await footerOf(file), columns: columnsSent(sent) };
  });
  return { done, left, picked: await Promise.all(rows) };
}
