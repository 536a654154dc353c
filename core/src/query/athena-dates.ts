import { inert, LeveeError } from '#kernel';
import { closing, replaceText, type Here, type Writing } from './athena-here.ts';
import {
  formatPattern,
  jodaPattern,
  jodaWritten,
  readingOf,
  strftimePattern,
  ZONE_LONG,
  ZONE_SHORT,
} from './date-pattern.ts';
import { isInstantAlone } from './athena-offsets.ts';
import { refusalAt } from './sql-mark.ts';

/** Functions whose last argument is a pattern of dates, and how it is read. */
const PATTERNS = new Map([
  ['date_format', formatPattern],
  ['date_parse', strftimePattern],
  ['format_datetime', jodaWritten],
  ['parse_datetime', jodaPattern],
]);

const PATTERN_HINT =
  'date_format and date_parse take the specifiers of MySQL (%Y-%m-%d %H:%i:%s), format_datetime and parse_datetime those of Joda (yyyy-MM-dd HH:mm:ss)';

/** The pattern of `date_format(x, '…')`, the text before the closing bracket, and what it leaves out. */
export function datePattern(here: Here, name: string, { written, sql }: Writing): void {
  const read = PATTERNS.get(name);
  if (read === undefined) return;
  const last = closing(here) - 1;
  const text = here.word(last);
  if (text?.kind !== 'text')
    throw refusal(here.go(last), sql, 'the pattern of dates must be a text in the query');
  const made = read(text.text.slice(1, -1));
  if ('unknown' in made)
    throw refusal(here.go(last), sql, `${inert(made.unknown)} is no specifier of this pattern`);
  if (read === strftimePattern || read === jodaPattern) {
    reading(here, { written, sql }, { last, pattern: made.pattern, isInstant: read === jodaPattern });
    return;
  }
  written[here.at(last)] = `'${made.pattern}'`;
  if (made.pattern.includes(ZONE_SHORT) || made.pattern.includes(ZONE_LONG))
    written[here.at()] = 'athena_strftime_zoned';
}

interface Read {
  readonly last: number;
  readonly pattern: string;
  /** The answer is an instant: in UTC where the text has no zone. */
  readonly isInstant: boolean;
}

/** Written around the arguments and the call, whose own words may be put together anew. */
function reading(here: Here, { written, sql }: Writing, read: Read): void {
  const { last, pattern, isInstant } = read;
  const found = readingOf(pattern);
  written[here.at(last)] = `'${found.pattern}'`;
  const isKept = found.hasZone && !isInstantAlone(here, last + 1);
  if (isKept && zonedLiteral(here, written, { last, pattern })) return;
  if (isKept && !pattern.endsWith('%z'))
    throw refusal(here.go(last), sql, 'a zone before the end of a pattern is not supported here yet');
  if (isKept || found.before + found.behind !== '') {
    written[here.at(1)] = `('${found.before}' || ${isKept ? 'athena_utc_text' : ''}(`;
    written[here.at(last - 1)] = `) || '${found.behind}',`;
  }
  readTime(here, written, { last, pattern, isInstant, hasZone: found.hasZone });
}

/** A text that is written in the query, and the offset at its end, which is not that of UTC. */
const OFFSET = /^'([^']*?)\s*([+-])(?!00:?00')(\d\d):?(\d\d)'$/;

/** Writes the time of such a text, which keeps its zone. */
function zonedLiteral(here: Here, written: string[], { last, pattern }: Omit<Read, 'isInstant'>): boolean {
  const literal = last === 4 && pattern.endsWith('%z') ? (here.word(2)?.text ?? '') : '';
  const [, text, sign, hours, minutes] = OFFSET.exec(literal) ?? [];
  if (text === undefined) return false;
  const local = pattern.replace(/\s*%z$/, '');
  const { before, behind, pattern: read } = readingOf(local);
  const time = `date_trunc('millisecond', strptime('${before}${text}${behind}', '${read}'))`;
  replaceText(here, written, {
    to: last + 1,
    text: `athena_with_zone(${time}, '${sign}${hours}:${minutes}')`,
  });
  return true;
}

/** Milliseconds, which is what both functions give, the century of a year of two digits, and an instant where there must be one. */
function readTime(
  here: Here,
  written: string[],
  { last, pattern, isInstant, hasZone }: Read & { hasZone: boolean },
): void {
  if (pattern.includes('%f'))
    around(here, written, { before: "date_trunc('millisecond', ", behind: ')', last });
  const macro = isInstant ? 'athena_near_year' : 'athena_year_from_1970';
  if (pattern.includes('%y')) around(here, written, { before: `${macro}(`, behind: ')', last });
  if (isInstant && !hasZone) around(here, written, { before: 'CAST(', behind: ' AS TIMESTAMPTZ)', last });
}

interface Around {
  readonly before: string;
  readonly behind: string;
  readonly last: number;
}

function around(here: Here, written: string[], { before, behind, last }: Around): void {
  written[here.at()] = `${before}${written[here.at()]}`;
  written[here.at(last + 1)] += behind;
}

const refusal = (here: Here, sql: string, what: string): LeveeError =>
  refusalAt(sql, here.word(), { what, hint: PATTERN_HINT });
