import type { LinePlan } from './line-layout.ts';
import { isOneOf } from './token-check.ts';

const QUOTE = 0x22;

/** Where the tokens of a line are. */
export interface TokenBounds {
  readonly bytes: Uint8Array;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly count: number;
}

/**
 * Whether token `at` is what the plan has there: it means "no value", or it is certain to read and has no quotes
 * where none belong. Tokens beyond the plan always fit.
 */
export function tokenFits(plan: LinePlan, bounds: TokenBounds, at: number): boolean {
  const token = plan.tokens[at];
  if (token === undefined) return true;
  const start = bounds.starts[at] as number;
  const end = bounds.ends[at] as number;
  const isAstray = token.isBare && bounds.bytes[start - 1] === QUOTE;
  if (!isAstray && plan.tests[at]?.(bounds.bytes, start, end) === true) return true;
  return isOneOf(plan.nulls[at] ?? [], bounds.bytes, { start, end });
}

/** Whether every token of a line fits. */
export function lineFits(plan: LinePlan, bounds: TokenBounds): boolean {
  for (let at = 0; at < bounds.count; at += 1) if (!tokenFits(plan, bounds, at)) return false;
  return true;
}
