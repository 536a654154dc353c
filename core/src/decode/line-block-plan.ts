import type { Format, Part, TimeForm } from '#format';
import type { BlockMemory } from './block-memory.ts';
import { linesOf, noValue, type LinePlan } from './line-layout.ts';
import type { TestName } from './token-check.ts';

/** Layout of a plan in the block reader's memory; `core/wasm/tokens.ts` has the same numbers. */
const HEAD = 128;
const TOKEN_SIZE = 32;
const TIMES = 64;
const MOST_TOKENS = 500;
const MOST_TIMES = 8;

const TESTS: Readonly<Record<TestName, number>> = {
  always: 0,
  int: 1,
  long: 2,
  double: 3,
  boolean: 4,
  hostPort: 5,
  requestLine: 6,
};

const PARTS: Readonly<Record<Part, number>> = { whole: 0, host: 1, port: 2, verb: 3, url: 4, protocol: 5 };

const TIME_FORMS: Readonly<Record<TimeForm, readonly number[]>> = {
  'iso-8601': [1],
  'common-log': [2],
  'epoch-seconds': [3],
  'epoch-millis': [4],
  'date-and-time': [5, 6],
};

/** Whether the block reader knows all that a layout's tokens need; without `unknown` tokens, whose values are counted one by one. */
export function isForBlocks(format: Format, plan: LinePlan): boolean {
  const { tokens, start } = linesOf(format);
  const isSpaced = tokens.by === 'space' && start === undefined;
  const isKnown = plan.tokens.every(({ test }) => test !== undefined) && plan.unknown.length === 0;
  const times = timesOf(format, plan);
  return isSpaced && isKnown && plan.isPlain && plan.tokens.length <= MOST_TOKENS && times !== undefined;
}

interface TimeField {
  readonly token: number;
  readonly form: number;
}

/** Fields of event time that the layout has; undefined where they do not suffice. */
function timesOf({ time }: Format, plan: LinePlan): readonly TimeField[] | undefined {
  const forms = TIME_FORMS[time.form];
  const fields = time.fields
    .map((field, at) => ({ token: plan.names.indexOf(field), form: forms[at] ?? forms[0] ?? 0 }))
    .filter(({ token }) => token >= 0);
  const least = time.form === 'date-and-time' ? time.fields.length : 1;
  return fields.length >= least && fields.length <= MOST_TIMES ? fields : undefined;
}

/** Plans as they were written: the lines of an object can be of several layouts in turn. */
const written = new WeakMap<LinePlan, Uint8Array>();

/** Writes the plan of a layout of the format; false where it has no room. */
export function writeLinePlan(memory: BlockMemory, format: Format, plan: LinePlan): boolean {
  const known = written.get(plan);
  if (known !== undefined) memory.replan(known);
  else if (!writeAnew(memory, format, plan)) return false;
  else written.set(plan, memory.planned());
  return true;
}

function writeAnew(memory: BlockMemory, format: Format, plan: LinePlan): boolean {
  const head = memory.plan(HEAD + plan.tokens.length * TOKEN_SIZE);
  const none = Buffer.from(noValue(format));
  const noneAt = memory.keep(none);
  if (noneAt === undefined) return false;
  const times = timesOf(format, plan) ?? [];
  const isBoth = format.time.form === 'date-and-time';
  for (const [at, value] of [plan.tokens.length, noneAt, none.length, times.length, Number(isBoth)].entries())
    memory.number(head + at * 4, value);
  for (const [at, { token, form }] of times.entries()) {
    memory.number(head + TIMES + at * 8, token);
    memory.number(head + TIMES + at * 8 + 4, form);
  }
  return plan.tokens.every((_, at) => writeToken(memory, { entry: head + HEAD + at * TOKEN_SIZE, plan, at }));
}

function writeToken(
  memory: BlockMemory,
  { entry, plan, at }: { entry: number; plan: LinePlan; at: number },
): boolean {
  const token = plan.tokens[at];
  const parts = memory.keep(Uint8Array.from(plan.parts[at] ?? [], (part) => PARTS[part]));
  const nulls = plan.nulls[at] ?? [];
  const list = keepTexts(memory, nulls);
  if (token?.test === undefined || parts === undefined || list === undefined) return false;
  const numbers = [
    TESTS[token.test],
    Number(token.isBare),
    parts,
    plan.parts[at]?.length ?? 0,
    list,
    nulls.length,
  ];
  for (const [offset, value] of numbers.entries()) memory.number(entry + offset * 4, value);
  return true;
}

/** Keeps texts and a list of their addresses and lengths; answers the list's address. */
function keepTexts(memory: BlockMemory, texts: readonly Uint8Array[]): number | undefined {
  const places = texts.map((text) => ({ at: memory.keep(text), length: text.length }));
  const list = memory.keep(new Uint8Array(places.length * 8));
  if (list === undefined) return undefined;
  for (const [place, { at, length }] of places.entries()) {
    if (at === undefined) return undefined;
    memory.number(list + place * 8, at);
    memory.number(list + place * 8 + 4, length);
  }
  return list;
}
