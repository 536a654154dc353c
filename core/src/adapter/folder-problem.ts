import { codeOf, LeveeError, messageOf } from '#kernel';

const NO_LINKS = 'the file system knows no hard links; put the lake on a local disk (ext4, XFS, APFS, NTFS)';

/** What to do next, by the system's error code. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free disk space and run the command again; nothing that was committed is lost',
  EDQUOT: 'your disk quota is used up; nothing that was committed is lost',
  EROFS: 'the disk is mounted read-only; choose another lake folder with --lake',
  EACCES: 'check the permissions of the folder, or choose another one with --lake',
  ENOENT: 'the file is gone; run levee maintain, or restore it from a backup',
  EMFILE: 'raise the limit of open files (ulimit -n) and run the command again',
  ENOTSUP: NO_LINKS,
  EOPNOTSUPP: NO_LINKS,
};

/** An error of the file system as one that a person can act on. */
export function folderProblem(what: string, path: string, error: unknown): LeveeError {
  const code = codeOf(error) ?? '';
  return new LeveeError(`cannot ${what} ${path}: ${messageOf(error)}`, {
    hint: HINTS[code] ?? 'check the disk and its permissions',
    cause: error,
  });
}
