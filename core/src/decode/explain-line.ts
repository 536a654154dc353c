import { isUtf8 } from 'node:buffer';
import type { EventTime } from '#format';
import { explainTime, type Explained, type Note } from './explained.ts';
import type { LinePlan } from './line-layout.ts';
import { lossyText } from './reject.ts';
import { tokenReads } from './token-check.ts';
import type { TokenPlan } from './token-plan.ts';

/** A token's bytes. */
export type RawToken = Uint8Array;

/** What a line gives while its tokens are read one by one. */
interface Reading {
  readonly fields: Map<string, string>;
  readonly extra: Map<string, string>;
  readonly notes: Note[];
  /** Text of each token for event time; null where it means "no value". */
  readonly texts: Map<string, string | null>;
}

/**
 * The explaining reader of text records: reads each token by itself. Tokens that do not read as their columns
 * say, and tokens beyond the known ones, go to `extra`.
 */
export function explainLine(plan: LinePlan, tokens: readonly RawToken[], time: EventTime): Explained {
  const reading: Reading = { fields: new Map(), extra: new Map(), notes: [], texts: new Map() };
  for (const [at, bytes] of tokens.entries()) {
    const token = plan.tokens[at];
    if (token !== undefined) readToken(reading, { token, bytes });
  }
  const read = explainTime(time, (field) => reading.texts.get(field) ?? null);
  if ('kind' in read) return read;
  reading.fields.set(read.field, read.json.startsWith('"') ? read.json : `"${read.json}"`);
  return { day: read.day, fields: reading.fields, extra: reading.extra, notes: reading.notes };
}

interface Found {
  readonly token: TokenPlan;
  readonly bytes: RawToken;
}

function readToken(reading: Reading, { token, bytes }: Found): void {
  const { name } = token;
  const isText = isUtf8(bytes) && !bytes.includes(0);
  const text = isText ? Buffer.from(bytes).toString('utf8') : lossyText(bytes).replaceAll('\0', '\\x00');
  const isNull = token.nulls.includes(text);
  reading.texts.set(name, isNull ? null : text);
  if (isNull) return;
  const why = isText ? problem(token, text) : 'unreadable_value';
  if (why === undefined) reading.fields.set(name, JSON.stringify(text));
  else {
    reading.extra.set(name, text);
    reading.notes.push({ path: name, why });
  }
}

function problem(token: TokenPlan, text: string): Note['why'] | undefined {
  if (token.uses.length === 0) return 'unknown_column';
  return tokenReads(token, text) ? undefined : 'unreadable_value';
}
