import { IcebergError } from './iceberg-error.ts';

/** One page of names and the token of the next page. */
export interface Page {
  readonly names: readonly string[];
  /** null at the end, as the specification demands. */
  readonly next: string | null;
}

/** What a client asks for; both absent means everything in one answer. */
export interface PageRequest {
  readonly pageToken: string | undefined;
  readonly pageSize: string | undefined;
}

const DEFAULT_SIZE = 1000;
const DIGITS = /^[1-9]\d{0,5}$/;

/**
 * Cuts a page out of names. The token names the last one sent, so tables that come or go between two pages
 * neither shift nor repeat the others.
 * @throws IcebergError 400 for a size that is no positive number or a token not from here.
 */
export function page(names: readonly string[], { pageToken, pageSize }: PageRequest): Page {
  const sorted = names.toSorted();
  if (pageToken === undefined && pageSize === undefined) return { names: sorted, next: null };
  const size = pageSize === undefined ? DEFAULT_SIZE : sizeOf(pageSize);
  const after = afterOf(pageToken ?? '');
  const rest = sorted.filter((name) => after === undefined || name > after);
  const cut = rest.slice(0, size);
  const last = cut.at(-1);
  return { names: cut, next: last === undefined || rest.length === cut.length ? null : tokenOf(last) };
}

const tokenOf = (name: string): string => Buffer.from(name).toString('base64url');

function afterOf(token: string): string | undefined {
  if (token === '') return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (tokenOf(name) !== token)
    throw new IcebergError(400, 'BadRequestException', 'pageToken is not one of this catalog');
  return name;
}

function sizeOf(text: string): number {
  if (!DIGITS.test(text))
    throw new IcebergError(400, 'BadRequestException', 'pageSize must be a positive integer');
  return Number(text);
}
