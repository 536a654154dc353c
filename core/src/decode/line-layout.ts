import type { Column, Format, Lines, Part } from '#format';
import { LeveeError } from '#kernel';
import { dayReader, type DayReader } from './read-time.ts';

/** One token of a layout and what it must read as. */
export interface TokenPlan {
  readonly name: string;
  /** Kinds and parts of the columns read from it; empty for a token that the declaration does not know. */
  readonly uses: readonly { readonly kind: Column['kind']; readonly part: Part }[];
  readonly nulls: readonly string[];
  readonly day: DayReader | undefined;
}

/** The tokens of one kind of line, in order. `key` names the spool that its lines share. */
export interface LinePlan {
  readonly key: string;
  readonly tokens: readonly TokenPlan[];
}

/** Tokens of a text format in declared order: each column's own token, or the one it is a part of. */
export function declaredTokens(format: Format): string[] {
  const names = Object.entries(format.columns).map(([name, column]) => column.from?.token ?? name);
  return [...new Set(names)];
}

/** Plans a line whose tokens have these names. */
export function linePlan(format: Format, names: readonly string[]): LinePlan {
  return { key: names.join(' '), tokens: names.map((name) => tokenPlan(format, name)) };
}

function tokenPlan(format: Format, name: string): TokenPlan {
  const columns = Object.entries(format.columns).filter(
    ([key, column]) => (column.from?.token ?? key) === name,
  );
  const isTime = format.time.fields.includes(name);
  return {
    name,
    uses: columns.map(([, column]) => ({ kind: column.kind, part: column.from?.part ?? 'whole' })),
    nulls: [...new Set([...format.nulls, ...columns.flatMap(([, column]) => column.nulls)])],
    day: isTime ? dayReader(format.time.form) : undefined,
  };
}

/** The lines framing of a text format. */
export function linesOf(format: Format): Lines {
  if (format.framing.framing === 'lines') return format.framing;
  throw new LeveeError(`format ${format.name} is not made of lines`);
}

/** Longest prefix plans: for a line of N tokens, the plan of the first N declared ones. */
export function prefixPlans(format: Format): (count: number) => LinePlan {
  const names = declaredTokens(format);
  const plans = names.map((_, at) => linePlan(format, names.slice(0, at + 1)));
  const full = plans.at(-1);
  if (full === undefined) throw new LeveeError(`format ${format.name} has no columns`);
  return (count) => plans[count - 1] ?? full;
}
