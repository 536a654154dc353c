import { LeveeError } from '#kernel';
import { literal, type SqlParameter } from '#port';

/**
 * A value as a constant of Trino's SQL, for the places that take bound values as constants only (`EXECUTE IMMEDIATE … USING`,
 * Athena's `ExecutionParameters`). In a text only the quote means anything.
 * @throws LeveeError for a number that is none.
 */
export function constant(value: SqlParameter): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value))
    throw new LeveeError(`the parameter ${value} is no number that SQL can hold`, { exitCode: 2 });
  const text = String(value);
  return text.includes('e') ? text.toUpperCase() : `${text}E0`;
}
