import { LeveeError } from '#kernel';
import { fileProblem, openFile, patiently } from './sqlite-file.ts';

/** A section that one process at a time may run. */
export interface LockOptions {
  /** The file whose lock is taken; empty, and left in place. */
  readonly path: string;
  /** What the lock is for, as an error names it. */
  readonly name: string;
  readonly timeoutSeconds: number;
}

/**
 * Runs `use` while holding an operating-system lock on a file of its own. The lock is SQLite's RESERVED lock
 * (https://www.sqlite.org/lockingv3.html), so it ends with the process however that ends, it holds between the
 * threads and connections of one process too, and works wherever SQLite does.
 * @throws LeveeError when it is not free in time.
 */
export async function withLock<T>(options: LockOptions, use: () => Promise<T>): Promise<T> {
  const database = openFile(options.path);
  try {
    await patiently(patienceOf(options), () => database.exec('BEGIN IMMEDIATE')).catch((error: unknown) => {
      throw fileProblem(error, options.path);
    });
    return await use();
  } finally {
    database.close();
  }
}

const patienceOf = ({ name, path, timeoutSeconds }: LockOptions) => ({
  seconds: timeoutSeconds,
  refusal: () =>
    new LeveeError(`the lock "${name}" (${path}) was not free within ${timeoutSeconds} seconds`, {
      hint: 'another levee works on this lake: wait for it or stop it; the lock ends with its process',
    }),
});
