import { argumentsOf, type Here } from './athena-here.ts';
import { nameOf } from './sql-words.ts';

/** A lambda among the arguments of a call: `x -> …`, `(x, y) -> …`. */
export interface Lambda {
  readonly names: readonly string[];
  /** Places of the first and last words of its body. */
  readonly from: number;
  readonly to: number;
}

/** The lambda that stands between two places; nothing where none does. */
export function lambdaAt(here: Here, { from, to }: { from: number; to: number }): Lambda | undefined {
  if (here.is(from + 1, '->')) return { names: [nameOf(here.word(from)) ?? ''], from: from + 2, to };
  if (!here.is(from, '(')) return undefined;
  const names: string[] = [];
  let by = from + 1;
  for (; by < to && !here.is(by, ')'); by += 1) {
    const name = nameOf(here.word(by));
    if (name !== undefined) names.push(name);
    else if (!here.is(by, ',')) return undefined;
  }
  return here.is(by + 1, '->') ? { names, from: by + 2, to } : undefined;
}

/** A lambda, and what its names stand for, in their order. */
interface Substitution {
  readonly lambda: Lambda;
  readonly values: readonly string[];
}

/** Writes for each name of a lambda, wherever its body uses it, what stands for it. An inner lambda's own name is left alone. */
export function substitute(here: Here, written: string[], { lambda, values }: Substitution): void {
  for (let by = lambda.from; by <= lambda.to; by += 1) {
    const index = lambda.names.indexOf(nameOf(here.word(by)) ?? '');
    if (index < 0 || here.is(by - 1, '.') || here.is(by + 1, '(')) continue;
    if (!isNamedAgain(here, { lambda, by })) written[here.at(by)] = values[index] ?? '';
  }
}

/** Whether the name at a place belongs to a lambda within the body: it is that lambda's own. */
function isNamedAgain(here: Here, { lambda, by }: { lambda: Lambda; by: number }): boolean {
  const name = nameOf(here.word(by)) ?? '';
  for (let place = lambda.from; place < by; place += 1) {
    const inner = here.go(place);
    if (!here.is(place + 1, '(') || nameOf(here.word(place)) === undefined) continue;
    const own = argumentsOf(inner).find((range) => lambdaAt(inner, range)?.names.includes(name));
    if (own !== undefined && by >= place + own.from && by <= place + own.to) return true;
  }
  return here.is(by + 1, '->');
}
