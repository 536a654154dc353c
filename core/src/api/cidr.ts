import { isIP } from 'node:net';
import { BadRequest } from './bad-request.ts';

/** An address block as groups of its width: 4 of 8 bits or 8 of 16. */
interface Block {
  readonly groups: readonly number[];
  readonly width: 8 | 16;
  readonly prefix: number;
}

/** Reads `203.0.113.0/24` or `2001:db8::/32`; a plain address is a block of one. */
function blockOf(text: string): Block {
  const [address = '', size, ...more] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const prefix = size === undefined ? most : Number(size);
  const isRight = version !== 0 && more.length === 0 && (size === undefined || /^\d{1,3}$/.test(size));
  if (!isRight || prefix > most)
    throw new BadRequest('filters.value', 'a CIDR block such as 203.0.113.0/24 or 2001:db8::/32');
  if (version === 4) return { groups: address.split('.').map(Number), width: 8, prefix };
  return { groups: groupsOf6(address), width: 16, prefix };
}

function groupsOf6(address: string): number[] {
  const written = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [left = '', right] = written.split('::');
  const parts = (text: string) => text.split(':').filter((part) => part !== '');
  const tail = right === undefined ? [] : parts(right);
  const zeros = Array<string>(8 - parts(left).length - tail.length).fill('0');
  return [...parts(left), ...zeros, ...tail].map((part) => Number.parseInt(part, 16));
}

/** SQL for "this text is an address within the block". Numbers only go into the text. */
export function cidrSql(expression: string, text: string): string {
  const block = blockOf(text);
  const tests = block.groups.flatMap((group, at) => groupTest(block, { group, at, expression }));
  const form =
    block.width === 8 ? `regexp_full_match(${expression}, '[0-9.]+')` : `contains(${expression}, ':')`;
  return `(${[form, ...tests].join(' AND ')})`;
}

interface Group {
  readonly group: number;
  readonly at: number;
  readonly expression: string;
}

function groupTest({ width, prefix }: Block, { group, at, expression }: Group): string[] {
  const bits = Math.min(width, prefix - at * width);
  if (bits <= 0) return [];
  const free = 2 ** (width - bits);
  const low = Math.floor(group / free) * free;
  const value = width === 8 ? part4(expression, at) : part6(expression, at);
  return [`${value} BETWEEN ${low} AND ${low + free - 1}`];
}

const part4 = (expression: string, at: number): string =>
  `TRY_CAST(split_part(${expression}, '.', ${at + 1}) AS INTEGER)`;

/** A group of an IPv6 text, `::` filled with zeros. */
function part6(expression: string, at: number): string {
  const pieces = (side: number) =>
    `list_filter(string_split(split_part(${expression}, '::', ${side}), ':'), g -> g <> '')`;
  const zeros = `list_resize([]::VARCHAR[], greatest(0, 8 - len(${pieces(1)}) - len(${pieces(2)})), '0')`;
  return `TRY_CAST('0x' || list_concat(${pieces(1)}, ${zeros}, ${pieces(2)})[${at + 1}] AS INTEGER)`;
}
