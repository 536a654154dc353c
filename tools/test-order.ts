import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take a thirtieth of the tests' time or more, whatever their size: begun last, each would leave a processor idle. Vitest knows how
 * long a file took, but not at its first run.
 */
const LONG = [
  'core/test/api/board-ways.test.ts',
  'core/test/api/raw-record.test.ts',
  'core/test/chaos.test.ts',
  'core/test/full-disk.test.ts',
  'core/test/lake/crash.test.ts',
  'core/test/lake/needle.test.ts',
  'core/test/properties.test.ts',
  'core/test/published-queries.test.ts',
  'core/test/pruning.test.ts',
  'core/src/adapter/sqlite-ledger.test.ts',
  'core/src/decode/block.test.ts',
  'tools/engines/expressions.test.ts',
];

const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((path) => moduleId.endsWith(path));

/** A page of its own (`@vitest-environment jsdom`): a process is ended before a file of another environment. */
const hasPage = ({ moduleId }: TestSpecification): boolean =>
  readFileSync(moduleId, 'utf8').includes('@vitest-environment');

/** Vitest's order of files, with those first that take long and those last that have a page. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const [paged, plain] = [sorted.filter(hasPage), sorted.filter((file) => !hasPage(file))];
    return [...plain.filter(isLong), ...plain.filter((file) => !isLong(file)), ...paged];
  }
}
