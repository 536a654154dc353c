import type { Format, Lines, Part } from '#format';
import { LeveeError } from '#kernel';
import { cellsOf, type Cell, type Cells } from './cells.ts';
import { dayReader } from './read-time.ts';
import { testName, tokenTest, type ByteTest } from './token-check.ts';
import type { TokenPlan } from './token-plan.ts';

/** The tokens of one kind of line, in order, with everything that sorting its lines into lanes needs. */
export interface LinePlan {
  readonly names: readonly string[];
  readonly tokens: readonly TokenPlan[];
  /** One per token: whether the planned SQL is certain to read its bytes. */
  readonly tests: readonly ByteTest[];
  /** One list per token: bytes that mean "no value". */
  readonly nulls: readonly (readonly Uint8Array[])[];
  /** One list per token: the parts that its cells in the spool are. */
  readonly parts: readonly (readonly Part[])[];
  /** Positions of the tokens that the declaration does not know: they go to `extra`. */
  readonly unknown: readonly number[];
  /** Whether all names can be columns of the fast reader's spool. */
  readonly isPlain: boolean;
}

/** Tokens of a text format in declared order: each column's own token, or the one it is a part of. */
export const declaredTokens = (format: Format): string[] => [...cellsOf(format).keys()];

/** Lines longer than this are not the CSV reader's (its `max_line_size` is 2 MB). */
export const MOST_FAST_BYTES = 1 << 20;

/**
 * What stands in a spool for no value: the format's null token, or a control character, which no regular line has
 * (without one the engine would take an empty token for null).
 */
export const noValue = (format: Format): string => format.nulls[0] ?? '\u0001';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A token with what follows from its plan. */
interface PlannedToken {
  readonly plan: TokenPlan;
  readonly test: ByteTest;
  readonly nulls: readonly Uint8Array[];
  readonly parts: readonly Part[];
}

function plannedToken(format: Format, name: string, cells: readonly Cell[] = []): PlannedToken {
  const plan = tokenPlan(format, name);
  const parts = cells.length === 0 ? (['whole'] as const) : cells.map(({ part }) => part);
  return { plan, test: tokenTest(plan), nulls: plan.nulls.map(encode), parts };
}

const linePlan = (names: readonly string[], planned: readonly PlannedToken[]): LinePlan => ({
  names,
  tokens: planned.map(({ plan }) => plan),
  tests: planned.map(({ test }) => test),
  nulls: planned.map(({ nulls }) => nulls),
  parts: planned.map(({ parts }) => parts),
  unknown: planned.flatMap(({ plan }, at) => (plan.uses.length === 0 ? [at] : [])),
  isPlain: names.every((name) => PLAIN.test(name)),
});

const PLAIN = /^[A-Za-z0-9][\w().:-]{0,127}$/;

/** Name of a token that has none of its own: its place in the line, from 1. */
const unnamed = (at: number): string => `column_${at + 1}`;

/** A name that comes again, whatever its case, would hide the first: its token is read as one without a name. */
function distinct(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name, at) => {
    const isNew = !seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return isNew ? name : unnamed(at);
  });
}

/** Layouts that stay planned, and tokens: most layouts that a broken line has differ by tokens without a name. */
const MOST_PLANS = 256;
const MOST_TOKENS = 4096;

/** The plans of a format's layouts, each made once per worker. */
export class LinePlans {
  readonly known: ReadonlySet<string>;
  readonly #format: Format;
  readonly #cells: Cells;
  readonly #declared: readonly string[];
  readonly #plans = new Map<string, LinePlan>();
  readonly #tokens = new Map<string, PlannedToken>();
  readonly #counts = new Map<number, LinePlan>();

  constructor(format: Format) {
    this.#format = format;
    this.#cells = cellsOf(format);
    this.#declared = [...this.#cells.keys()];
    this.known = new Set(this.#declared);
  }

  /** The plan of a line of all declared tokens. */
  get declared(): LinePlan {
    return this.ofCount(this.#declared.length);
  }

  /** The plan of a line of `count` tokens in declared order; those beyond are `column_35` and so on. */
  ofCount(count: number): LinePlan {
    return this.#ofCount(this.#declared, count);
  }

  /** The plan of a line that has tokens beyond those of its header. */
  widened(header: LinePlan, count: number): LinePlan {
    return count <= header.names.length ? header : this.#ofCount(header.names, count);
  }

  /** The plan of a line whose tokens have these names. */
  ofNames(names: readonly string[]): LinePlan {
    const key = names.join(' ');
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    if (this.#plans.size >= MOST_PLANS) this.#plans.clear();
    const own = distinct(names);
    const plan = linePlan(
      own,
      own.map((name) => this.#token(name)),
    );
    this.#plans.set(key, plan);
    return plan;
  }

  #token(name: string): PlannedToken {
    const known = this.#tokens.get(name);
    if (known !== undefined) return known;
    if (this.#tokens.size >= MOST_TOKENS) this.#tokens.clear();
    const planned = plannedToken(this.#format, name, this.#cells.get(name));
    this.#tokens.set(name, planned);
    return planned;
  }

  #ofCount(names: readonly string[], count: number): LinePlan {
    const known = names === this.#declared ? this.#counts.get(count) : undefined;
    if (known !== undefined) return known;
    const plan = this.ofNames(Array.from({ length: count }, (_, at) => names[at] ?? unnamed(at)));
    if (names === this.#declared) this.#counts.set(count, plan);
    return plan;
  }
}

function tokenPlan(format: Format, name: string): TokenPlan {
  const columns = Object.entries(format.columns).filter(
    ([key, column]) => (column.from?.token ?? key) === name,
  );
  const timeField = format.time.fields.indexOf(name);
  const { tokens } = linesOf(format);
  const quotes = tokens.by === 'space' ? tokens.quotes : false;
  const uses = columns.map(([, column]) => ({ kind: column.kind, part: column.from?.part ?? 'whole' }));
  return {
    name,
    uses,
    test: testName(uses),
    nulls: [...new Set([...format.nulls, ...columns.flatMap(([, column]) => column.nulls)])],
    day: timeField < 0 ? undefined : dayReader(format.time.form, timeField),
    isBare: typeof quotes !== 'boolean' && !quotes.includes(name),
  };
}

/** The lines framing of a text format. */
export function linesOf(format: Format): Lines {
  if (format.framing.framing === 'lines') return format.framing;
  throw new LeveeError(`format ${format.name} is not made of lines`);
}
