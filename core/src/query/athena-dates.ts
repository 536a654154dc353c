import { inert, LeveeError } from '#kernel';
import { closing, type Here, type Writing } from './athena-here.ts';
import {
  formatPattern,
  jodaPattern,
  jodaWritten,
  readingOf,
  strftimePattern,
  ZONE_LONG,
  ZONE_SHORT,
} from './date-pattern.ts';
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
    reading(here, written, { last, pattern: made.pattern, isInstant: read === jodaPattern });
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
function reading(here: Here, written: string[], { last, pattern, isInstant }: Read): void {
  const found = readingOf(pattern);
  written[here.at(last)] = `'${found.pattern}'`;
  if (found.before + found.behind !== '') {
    written[here.at(1)] = `('${found.before}' || (`;
    written[here.at(last - 1)] = `) || '${found.behind}',`;
  }
  // Both give milliseconds.
  if (pattern.includes('%f')) {
    written[here.at()] = `date_trunc('millisecond', ${written[here.at()]}`;
    written[here.at(last + 1)] += ')';
  }
  if (!isInstant || found.hasZone) return;
  written[here.at()] = `CAST(${written[here.at()]}`;
  written[here.at(last + 1)] += ' AS TIMESTAMPTZ)';
}

const refusal = (here: Here, sql: string, what: string): LeveeError =>
  refusalAt(sql, here.word(), { what, hint: PATTERN_HINT });
