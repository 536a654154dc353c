import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const CACHE = join(import.meta.dirname, '../node_modules/.cache/made');

/** What all there is to know of a product is: it changes when, and only when, one of these texts does. */
export type Ingredients = readonly string[];

/**
 * What `make` makes of the ingredients, kept below `node_modules/.cache` under their hash: the same of the same is made once. What changes
 * the product must be among them, the version of what makes it too.
 */
export async function madeOnce(
  ingredients: Ingredients,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const name = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex');
  const known = readOr(join(CACHE, name));
  if (known !== undefined) return known;
  const made = await make();
  keep(name, made);
  return made;
}

/** The whole file at once: another process may look for it. */
function keep(name: string, bytes: Uint8Array): void {
  mkdirSync(CACHE, { recursive: true });
  const part = join(CACHE, `${name}-${process.pid}`);
  writeFileSync(part, bytes);
  renameSync(part, join(CACHE, name));
}

function readOr(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Every file below a folder, in order: its path there, and its text. */
export const textsBelow = (folder: string): Ingredients =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => [relative(folder, path), readFileSync(path, 'utf8')]);
