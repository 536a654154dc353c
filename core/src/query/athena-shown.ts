import type { SqlWord } from './sql-words.ts';

/** What makes values that DuckDB has no type for: they are shown as text at the end. */
const SHOWN =
  /\bathena_(?:at_zone|with_zone|ip|ip_prefix|prefix|subnet_\w+|to_ip|to_prefix)\b|\bAT\s+TIME\s+ZONE\b/i;

const STARTS = new Set(['select', 'with']);

/** A query with addresses and times of another zone in its answer as text, where it has any. */
export function shown(words: readonly SqlWord[], sql: string): string {
  const solid = words.filter(({ kind }) => kind !== 'blank');
  const isQuery = STARTS.has(solid[0]?.text.toLowerCase() ?? '');
  if (!isQuery || !SHOWN.test(sql)) return sql;
  return `SELECT athena_shown(COLUMNS('(.*)')) AS '\\1' FROM (${sql.replace(/;\s*$/, '')}\n)`;
}
