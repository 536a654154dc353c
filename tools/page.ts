import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/** Builds the page into web/dist, unless nothing that it is made of is newer than what is there. */
const ROOT = join(import.meta.dirname, '..');
const WEB = join(ROOT, 'web');
const MADE_OF = ['web/src', 'web/public', 'core/src/api'];
const FILES = ['web/index.html', 'web/vite.config.ts', 'package-lock.json'];

const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = Math.max(
  ...FILES.map((file) => timeOf(join(ROOT, file))),
  ...MADE_OF.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      timeOf(join(ROOT, folder, file)),
    ),
  ),
);

if (timeOf(join(WEB, 'dist/index.html')) < newest) {
  process.stderr.write('building the page …\n');
  await build({ root: WEB, logLevel: 'warn' });
}
