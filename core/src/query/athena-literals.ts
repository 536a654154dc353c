import { inert, LeveeError } from '#kernel';
import { replaceText, type Here, type Writing } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/** `X'00ff'`, `U&'\\00e9'`, `0xff`: literals that DuckDB takes for something else. */
export function odderLiteral(here: Here, writing: Writing): void {
  const word = here.word();
  if (word?.kind === 'name') prefixed(here, writing);
  if (word?.kind === 'number' && RADIX.test(word.text))
    writing.written[here.at()] = String(BigInt(word.text.replaceAll('_', '').toLowerCase()));
}

function prefixed(here: Here, writing: Writing): void {
  if (here.is(0, 'x') && isText(here, 1)) bytes(here, writing);
  if (here.is(0, 'u') && here.is(1, '&') && isText(here, 2)) codePoints(here, writing);
}

const RADIX = /^0[xob][\da-f_]+$/i;

/** Whether a text stands `by` places on, without a blank between. */
const isText = (here: Here, by: number): boolean => here.word(by)?.kind === 'text' && isBeside(here, by);

function isBeside(here: Here, by: number): boolean {
  const length = Array.from({ length: by }, (_, at) => here.word(at)?.text.length ?? 0);
  return here.word(by)?.offset === (here.word()?.offset ?? 0) + length.reduce((sum, each) => sum + each, 0);
}

/** The words of a literal that is wrong. */
const refusal = (here: Here, sql: string, what: string): LeveeError =>
  refusalAt(sql, here.word(), { what: inert(what), hint: 'mend the literal at the mark' });

/** `X'65 66'`: blanks count for nothing. */
function bytes(here: Here, { written, sql }: Writing): void {
  const digits = (here.word(1)?.text ?? '').slice(1, -1).replaceAll(/\s/g, '');
  if (!/^(?:[\da-f]{2})*$/i.test(digits))
    throw refusal(here, sql, 'a binary literal holds an even number of hexadecimal digits');
  replaceText(here, written, { to: 1, text: `unhex('${digits}')` });
}

/** `U&'d\\0061t\\+000061'`, with another escape character behind UESCAPE. */
function codePoints(here: Here, { written, sql }: Writing): void {
  const other = here.is(3, 'uescape') && here.word(4)?.kind === 'text' ? here.word(4) : undefined;
  const escape = other === undefined ? '\\' : other.text.slice(1, -1);
  const pieces = here.word(2)?.text.split(escape + escape) ?? [];
  const made = NO_ESCAPE.test(escape) ? [undefined] : pieces.map((piece) => decoded(piece, escape));
  if (made.includes(undefined)) throw refusal(here, sql, "U&'…' takes \\0000 or \\+000000 for a code point");
  replaceText(here, written, { to: other === undefined ? 2 : 4, text: made.join(escape) });
}

/** What cannot stand before a code point: more than a character, or one that can stand in it. */
const NO_ESCAPE = /^(?:|..+|[\da-f+'"\s])$/is;

const CODE = /^(?:([\da-f]{4})|\+([\da-f]{6}))/i;

/** A text with its escapes read; nothing where one is wrong, or stands for half a character or NUL. */
function decoded(text: string, escape: string): string | undefined {
  const [first = '', ...rest] = text.split(escape);
  const pieces = rest.map((piece) => {
    const [whole = '', short, long] = CODE.exec(piece) ?? [];
    const code = Number.parseInt(short ?? long ?? '', 16);
    const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
    if (!isCharacter) return undefined;
    return `${String.fromCodePoint(code).replace("'", "''")}${piece.slice(whole.length)}`;
  });
  return pieces.includes(undefined) ? undefined : [first, ...pieces].join('');
}
