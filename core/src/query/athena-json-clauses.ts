import { inert, type LeveeError } from '#kernel';
import { argumentsOf, closing, writtenText, type Here, type Range, type Writing } from './athena-here.ts';
import { pathItems } from './athena-json-path.ts';
import { refusalAt } from './sql-mark.ts';

/** What is done where nothing is found, or something is wrong: a value where it is `default`. */
export interface Outcome {
  readonly kind: 'null' | 'error' | 'true' | 'false' | 'array' | 'object' | 'default';
  readonly value?: string;
}

/** What a query function of SQL/JSON is told. */
export interface Clauses {
  /** The JSON text, as an expression. */
  readonly input: string;
  /** The items that the path finds in it: a list; null where something is wrong. */
  readonly items: string;
  readonly returning?: Range;
  readonly onEmpty?: Outcome;
  readonly onError?: Outcome;
  readonly wrapper?: 'always' | 'conditional';
  readonly omitsQuotes?: boolean;
}

/** Reads what stands between the brackets of a call. @throws LeveeError (exit code 2) for what is not supported, with its place. */
export function clausesOf(here: Here, { written, sql }: Writing): Clauses {
  const [first, second] = argumentsOf(here);
  const path = second === undefined ? undefined : here.word(second.from);
  if (first === undefined || second === undefined || path?.kind !== 'text')
    throw refusal(here, sql, "a path of JSON must be a text in the query: 'lax $.name'");
  const isFormatted = here.is(first.to - 1, 'format') && here.is(first.to, 'json');
  const input = writtenText(here, written, { from: first.from, to: first.to - (isFormatted ? 2 : 0) });
  const found = pathItems(path.text.slice(1, -1).replaceAll("''", "'"), `athena_path_input(${input})`);
  if ('wrongAt' in found) {
    const offset = path.offset + 1 + found.wrongAt;
    throw refusalAt(sql, { offset }, { what: 'this path of JSON is not supported yet', hint: PATH_HINT });
  }
  const reading = { here, written, sql, at: second.from + 1, end: closing(here) };
  let clauses: Clauses = { input, items: found.items };
  while (reading.at < reading.end) clauses = { ...clauses, ...next(reading) };
  return clauses;
}

const PATH_HINT =
  'a path begins with lax $ or strict $ and has .name, ."odd name", .*, [0], [0 to 2], [last] and [*]';

interface Reading {
  readonly here: Here;
  readonly written: readonly string[];
  readonly sql: string;
  at: number;
  readonly end: number;
}

/** The next clause. */
function next(reading: Reading): Partial<Clauses> {
  const { here, at } = reading;
  if (here.is(at, 'returning')) return { returning: returning(reading) };
  if (here.is(at, 'with', 'without')) return wrapperOf(reading);
  return here.is(at, 'keep', 'omit') ? quotesOf(reading) : outcomeClause(reading);
}

/** `KEEP QUOTES`, `OMIT QUOTES ON SCALAR STRING`. */
function quotesOf(reading: Reading): Partial<Clauses> {
  const { here, at } = reading;
  const texts = [1, 2, 3, 4].map((by) => here.word(at + by)?.text.toLowerCase() ?? '');
  if (texts[0] !== 'quotes') throw notSupported(reading, at);
  reading.at += texts.slice(1).join(' ') === 'on scalar string' ? 5 : 2;
  return { omitsQuotes: here.is(at, 'omit') };
}

/** `NULL ON EMPTY`, `DEFAULT 'x' ON ERROR`. */
function outcomeClause(reading: Reading): Partial<Clauses> {
  const { here, at } = reading;
  const outcome = outcomeOf(reading);
  if (outcome === undefined || !isOn(here, reading.at)) throw notSupported(reading, at);
  reading.at += 2;
  return here.is(reading.at - 1, 'empty') ? { onEmpty: outcome } : { onError: outcome };
}

const notSupported = ({ here, sql }: Reading, at: number): LeveeError =>
  refusal(here.go(at), sql, `${inert(here.word(at)?.text.toUpperCase() ?? '')} is not supported here yet`);

const ENDS_OF_TYPE = ['format', 'null', 'error', 'default', 'empty', 'without', 'with', 'keep', 'omit'];

function returning(reading: Reading): Range {
  const from = reading.at + 1;
  let to = from;
  while (to + 1 < reading.end && !reading.here.is(to + 1, ...ENDS_OF_TYPE)) to += 1;
  reading.at = to + (reading.here.is(to + 1, 'format') && reading.here.is(to + 2, 'json') ? 3 : 1);
  return { from, to };
}

function wrapperOf(reading: Reading): Partial<Clauses> {
  const { here } = reading;
  const words: string[] = [];
  while (reading.at < reading.end && !here.is(reading.at - 1, 'wrapper')) {
    words.push(here.word(reading.at)?.text.toLowerCase() ?? '');
    reading.at += 1;
  }
  const text = words.join(' ');
  if (/^without (?:array )?wrapper$/.test(text)) return {};
  const [, kind] = /^with (?:(conditional|unconditional) )?(?:array )?wrapper$/.exec(text) ?? [];
  if (!/^with (?:(?:un)?conditional )?(?:array )?wrapper$/.test(text))
    throw refusal(
      here.go(reading.at - words.length),
      reading.sql,
      'a wrapper is WITH or WITHOUT ARRAY WRAPPER',
    );
  return { wrapper: kind === 'conditional' ? 'conditional' : 'always' };
}

const OUTCOMES: Readonly<Record<string, Outcome['kind']>> = {
  null: 'null',
  unknown: 'null',
  error: 'error',
  true: 'true',
  false: 'false',
};

function outcomeOf(reading: Reading): Outcome | undefined {
  const { here } = reading;
  const word = here.word(reading.at)?.text.toLowerCase() ?? '';
  reading.at += 1;
  if (word === 'default') return { kind: 'default', value: valueUpToOn(reading) };
  if (word !== 'empty') return Object.hasOwn(OUTCOMES, word) ? { kind: OUTCOMES[word] ?? 'null' } : undefined;
  const kind = here.is(reading.at, 'object') ? 'object' : 'array';
  reading.at += here.is(reading.at, 'object', 'array') ? 1 : 0;
  return { kind };
}

/** What stands before `ON EMPTY` or `ON ERROR`. */
function valueUpToOn(reading: Reading): string {
  const { here, written, at: from } = reading;
  while (reading.at < reading.end && !isOn(here, reading.at))
    reading.at = here.is(reading.at, '(', '[') ? closing(here, reading.at) + 1 : reading.at + 1;
  return writtenText(here, written, { from, to: reading.at - 1 });
}

const isOn = (here: Here, at: number): boolean => here.is(at, 'on') && here.is(at + 1, 'empty', 'error');

const refusal = (here: Here, sql: string, what: string): LeveeError =>
  refusalAt(sql, here.word(), { what, hint: 'docs/sql.md says what of SQL/JSON is supported' });
