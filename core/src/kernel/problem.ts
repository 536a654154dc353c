/**
 * A failure that a person can act on: what happened, to what, and what to do next.
 * Thrown for a broken world or wrong usage, never for bad log data (that is a reject).
 */
export class LeveeError extends Error {
  override readonly name = 'LeveeError';
  /** What to do next, one sentence without a full stop; printed on its own line. */
  readonly hint: string | undefined;
  /** Process exit code: 1 failed, 2 wrong usage (DESIGN.md, The command line). */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { hint?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The text of anything thrown, for messages. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The `code` of a Node system error (`ENOENT`, `EEXIST` …), if it has one. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

/** For the end of a switch over a closed union: does not compile when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
