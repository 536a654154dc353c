import { inert, LeveeError, messageOf } from '#kernel';
import { ATHENA_FUNCTIONS } from './athena-functions.ts';

/** A failure of the engine by its kind, the word before "Error:" in its message. */
const KINDS: Readonly<Record<string, { readonly hint: string; readonly exitCode: 1 | 2 }>> = {
  Parser: { hint: 'mend the SQL at the mark', exitCode: 2 },
  Binder: { hint: 'DESCRIBE and a table show its columns', exitCode: 2 },
  Catalog: { hint: 'SHOW TABLES lists the tables, DESCRIBE and a table its columns', exitCode: 2 },
  Conversion: { hint: 'use try_cast() where a value may not fit', exitCode: 1 },
  'Out of Range': { hint: 'use try_cast() where a value may not fit', exitCode: 1 },
  'Invalid Input': { hint: 'check the values in the query and its parameters', exitCode: 1 },
  'Out of Memory': {
    hint: 'ask for a shorter time or fewer columns, or raise engine.memory and engine.tempDisk in levee.yaml',
    exitCode: 1,
  },
  IO: {
    hint: 'run it again (maintenance may have replaced a file meanwhile); else check the disk',
    exitCode: 1,
  },
  Permission: { hint: 'a query reads the tables of the lake only', exitCode: 2 },
};

const OTHER = { hint: 'try another form of the query', exitCode: 1 } as const;

/**
 * A failure of the engine as a LeveeError: first what is wrong, then the place in the person's SQL, then a hint.
 * `linesBefore` is how many lines of ours stand before that SQL. Other errors are returned as they are.
 */
export function queryProblem(thrown: unknown, linesBefore = 0): unknown {
  const [, kind, text] = MESSAGE.exec(messageOf(thrown)) ?? [];
  if (thrown instanceof LeveeError || kind === undefined || text === undefined) return thrown;
  const { hint, exitCode } = KINDS[kind] ?? OTHER;
  const [what = ''] = text.split('\n', 1);
  const said = kind === 'Out of Memory' ? `${tooMuch(text)}: ${what}` : ownWords(what);
  const message = `${inert(said)}${placeOf(text, linesBefore)}`;
  return new LeveeError(message, { hint: suggestionOf(text) ?? hint, exitCode, cause: thrown });
}

/** By what DuckDB says of the setting; temporary disk is used when the memory is full. */
const tooMuch = (text: string): string =>
  text.includes('max_temp_directory_size')
    ? 'the query needs more temporary disk than it may have'
    : 'the query needs more memory, or more temporary disk, than it may have';

/** What Athena's functions fail with: a text that begins with an exclamation mark cannot be cast, and names no field (see `athena-macros.ts`). */
const ownWords = (what: string): string =>
  what
    .replace(/^.*string '! (.*)' to [A-Z0-9()]+.*$/, '$1')
    .replace(/^Type INT128 with value (\S+) can't be cast .* type INT64.*$/, 'bigint sum overflow: $1')
    .replace(/^invalid timestamp field format: "! (.*)", expected format.*$/, '$1')
    .replace(/^Could not find key "! (.*)" in struct$/, '$1')
    .replace(/^Macro (\w+)\(\) does not support the supplied arguments\..*$/, (_, macro: string) => {
      const name = NAMES.get(macro) ?? macro.replace(/^athena_/, '');
      return `${name}() does not take these arguments here`;
    });

/** Athena's name of each macro. */
const NAMES = new Map(Object.entries(ATHENA_FUNCTIONS).map(([name, macro]) => [macro, name]));

const MESSAGE = /^([A-Za-z ]+?) Error: ([^]*)$/;

/** DuckDB's own suggestions, behind the first line of its message, and how they are said here. */
const SUGGESTIONS: readonly (readonly [pattern: RegExp, before: string, after: string])[] = [
  [/^Candidate (?:bindings|tables|Entries): :?\s*(.+)$/m, 'did you mean ', '?'],
  [/^Did you mean (.+)\?$/m, 'did you mean ', '?'],
  [/^Either (.+?)\.?$/m, 'either ', ''],
  [/^\tCandidate functions:\n\t(.+(?:\n\t.+)*)/m, 'the function takes: ', ''],
];

function suggestionOf(text: string): string | undefined {
  for (const [pattern, before, after] of SUGGESTIONS) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return `${before}${inert(found.replaceAll('\n\t', ', '))}${after}`;
  }
  return undefined;
}

/** The line with DuckDB's mark below it, counted in the person's SQL. */
function placeOf(text: string, linesBefore: number): string {
  const [, number, line, mark] = /^LINE (\d+): (.*)\n( *\^)/m.exec(text) ?? [];
  if (number === undefined || line === undefined || mark === undefined) return '';
  const own = Number(number) - linesBefore;
  if (own < 1) return '';
  const head = `line ${own}: `;
  const shift = head.length - `LINE ${number}: `.length;
  const marked = shift >= 0 ? ' '.repeat(shift) + mark : mark.slice(-shift);
  return `\n${head}${inert(line)}\n${marked}`;
}
