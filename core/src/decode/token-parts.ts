import { assertNever } from '#kernel';
import type { Part } from '#format';

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;

/** Where a part of a token is. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a token that passed its test: `host:port` at its last colon, the host without the brackets of an IPv6
 * address; a request line `METHOD url protocol` at its first and last space.
 */
export function partSpan(bytes: Uint8Array, token: Span, part: Part): Span {
  switch (part) {
    case 'whole':
      return token;
    case 'host':
      return unbracketed(bytes, { start: token.start, end: last(bytes, token, COLON) });
    case 'port':
      return { start: last(bytes, token, COLON) + 1, end: token.end };
    case 'verb':
      return { start: token.start, end: first(bytes, token, SPACE) };
    case 'url':
      return { start: first(bytes, token, SPACE) + 1, end: last(bytes, token, SPACE) };
    case 'protocol':
      return { start: last(bytes, token, SPACE) + 1, end: token.end };
    default:
      return assertNever(part);
  }
}

function unbracketed(bytes: Uint8Array, { start, end }: Span): Span {
  return {
    start: bytes[start] === OPEN_BRACKET ? start + 1 : start,
    end: bytes[end - 1] === CLOSE_BRACKET ? end - 1 : end,
  };
}

const CLOSE_BRACKET = 0x5d;

function first(bytes: Uint8Array, { start, end }: Span, byte: number): number {
  let at = start;
  while (at < end && bytes[at] !== byte) at += 1;
  return at;
}

function last(bytes: Uint8Array, { start, end }: Span, byte: number): number {
  let at = end - 1;
  while (at > start && bytes[at] !== byte) at -= 1;
  return at;
}
