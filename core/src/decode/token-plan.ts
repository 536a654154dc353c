import type { Column, Part } from '#format';
import type { DayReader } from './read-time.ts';
import type { TestName } from './token-check.ts';

/** One token of a layout and what it must read as. */
export interface TokenPlan {
  readonly name: string;
  /** Kinds and parts of the columns read from it; empty for a token that the declaration does not know. */
  readonly uses: readonly { readonly kind: Column['kind']; readonly part: Part }[];
  /** What it must pass; undefined where the block reader has no such test. */
  readonly test: TestName | undefined;
  readonly nulls: readonly string[];
  readonly day: DayReader | undefined;
  /** Whether it never stands in quotes, unless it means "no value". */
  readonly isBare: boolean;
}
