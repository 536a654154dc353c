import { LeveeError, messageOf } from '#kernel';

const AGAIN = 'nothing that was committed is lost, and the rest is collected then';

/** What the system, SQLite and the engine say of a disk that takes no more, and what that means. */
const PROBLEMS: readonly (readonly [said: RegExp, what: string, hint: string])[] = [
  [
    /ENOSPC|no space left on device|disk (?:is )?full/i,
    'the disk is full',
    `free disk space and run it again: ${AGAIN}`,
  ],
  [/EDQUOT|quota exceeded/i, 'the disk quota is used up', `free disk space and run it again: ${AGAIN}`],
  [/EFBIG|file too large/i, 'a file would be larger than allowed', 'raise the limit (ulimit -f)'],
  [
    /EROFS|read-only file system/i,
    'the disk is mounted read-only',
    'mount it for writing, or choose another lake with --lake',
  ],
];

/** An error of the lake's disk or of the engine's memory as one that says what to do; every other error as it is. */
export function resourceProblem(error: unknown, lake: string): unknown {
  if (error instanceof LeveeError && error.hint !== undefined) return error;
  const text = messageOf(error);
  if (/^Out of Memory Error/i.test(text)) return memoryProblem(error, text);
  const [, what, hint] = PROBLEMS.find(([said]) => said.test(text)) ?? [];
  if (what === undefined || hint === undefined) return error;
  return new LeveeError(`the lake ${lake} cannot be written, ${what}: ${text}`, { hint, cause: error });
}

/** The engine's own advice names settings that nobody can reach here. */
const memoryProblem = (error: unknown, text: string): LeveeError =>
  new LeveeError(`the engine may take no more memory: ${text.split('\n', 1)[0] ?? ''}`, {
    hint: 'raise engine.memory in levee.yaml, or lower engine.threads; nothing that was committed is lost, and the rest is done when it is run again',
    cause: error,
  });
