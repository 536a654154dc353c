import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files begun first, in this order, whatever their size: Vitest knows how long a file took, but not at its first run. Those that wait, for a
 * lock or a server's pause: other steps of `npm run check` run meanwhile. Then those that take a fortieth of the tests' time or more: begun
 * last, each would leave a processor idle.
 */
const FIRST = [
  'core/src/adapter/sqlite-ledger.test.ts',
  'core/src/engine/trino-engine.test.ts',
  'core/src/engine/athena-engine.test.ts',
  'core/src/api/progress.test.ts',
  'core/test/lake/crash.test.ts',
  'core/test/api/board-ways.test.ts',
  'core/test/full-disk.test.ts',
  'core/test/chaos.test.ts',
  'core/test/api/raw-record.test.ts',
  'core/test/lake/needle.test.ts',
  'core/test/properties.test.ts',
  'core/test/published-queries.test.ts',
  'core/src/decode/block.test.ts',
  'core/test/pruning/same-answers.test.ts',
  'tools/engines/expressions.test.ts',
  'core/test/bad-input/text.test.ts',
];

/** Where a file stands in that order; behind all of it, if it is not there. */
function place({ moduleId }: TestSpecification): number {
  const at = FIRST.findIndex((path) => moduleId.endsWith(path));
  return at === -1 ? FIRST.length : at;
}

/** Files of the page's project: each change of project is a new process, and one with a page takes long to start. */
const isOfPage = ({ project }: TestSpecification): boolean => project.name === 'web';

/** Vitest's order of files, but for those that are begun first, and last those of the page. */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const [paged, plain] = [sorted.filter(isOfPage), sorted.filter((file) => !isOfPage(file))];
    return [...plain.toSorted((one, other) => place(one) - place(other)), ...paged];
  }
}
