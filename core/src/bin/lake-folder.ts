import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, LeveeError, messageOf } from '#kernel';
import { NAMESPACE } from '#lake';

/** Whether a lake is there and this user may write to it. */
export async function isWritable(lake: string, home: string): Promise<boolean> {
  const may = (folder: string, mode: number) =>
    access(folder, mode).then(
      () => true,
      () => false,
    );
  if (!(await may(join(lake, NAMESPACE), constants.R_OK))) return true;
  return may((await may(home, constants.F_OK)) ? home : lake, constants.W_OK);
}

/**
 * Makes the folder for unfinished files, where asked the lake's too.
 * @throws LeveeError where there is no lake, or none that can be written
 */
export async function makeFolder(lake: string, scratch: string, create: boolean): Promise<void> {
  try {
    await mkdir(scratch, { recursive: create }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await access(scratch, constants.W_OK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new LeveeError(`there is no lake at ${lake}`, {
        hint: 'levee collect FOLDER makes one; --lake or LEVEE_LAKE names another',
        exitCode: 2,
        cause: error,
      });
    }
    throw new LeveeError(`the lake folder ${lake} cannot be written: ${messageOf(error)}`, {
      hint: 'check its permissions and that the disk is not full or read-only; nothing was changed',
      cause: error,
    });
  }
}
