import { LeveeError } from '#kernel';

/** Exception names of the REST specification that Java clients turn into their own exceptions. */
type IcebergErrorType =
  | 'BadRequestException'
  | 'ForbiddenException'
  | 'InternalServerError'
  | 'NoSuchNamespaceException'
  | 'NoSuchTableException'
  | 'NoSuchViewException'
  | 'NotAuthorizedException'
  | 'NotFoundException'
  | 'UnsupportedOperationException';

/** HTTP statuses of refusals. */
type IcebergErrorCode = 400 | 401 | 403 | 404 | 405 | 414 | 500;

/** A refusal in the words of the Iceberg REST specification (`IcebergErrorResponse`). */
export class IcebergError extends Error {
  override readonly name = 'IcebergError';
  readonly code: IcebergErrorCode;
  readonly type: IcebergErrorType;

  constructor(code: IcebergErrorCode, type: IcebergErrorType, message: string) {
    super(message);
    this.code = code;
    this.type = type;
  }

  /** The response body: `{"error":{"message","type","code"}}`. */
  body(): string {
    return JSON.stringify({ error: { message: this.message, type: this.type, code: this.code } });
  }
}

export const noNamespace = (namespace: string): IcebergError =>
  new IcebergError(404, 'NoSuchNamespaceException', `Namespace does not exist: ${named(namespace)}`);

export const noTable = (namespace: string, table: string): IcebergError =>
  new IcebergError(404, 'NoSuchTableException', `Table does not exist: ${named(namespace)}.${named(table)}`);

export const noView = (namespace: string, view: string): IcebergError =>
  new IcebergError(404, 'NoSuchViewException', `View does not exist: ${named(namespace)}.${named(view)}`);

/** What a thrown thing becomes: a text made for people is passed on, anything else stays inside. */
export function icebergErrorOf(thrown: unknown): IcebergError {
  if (thrown instanceof IcebergError) return thrown;
  const message = thrown instanceof LeveeError ? thrown.message : 'the catalog failed; its log says why';
  return new IcebergError(500, 'InternalServerError', message);
}

const LONGEST_NAME = 200;

/** A requested name, printable: levels of a namespace arrive separated by U+001F. */
const named = (name: string): string =>
  name.replaceAll('\u001F', '.').replaceAll(/\p{C}/gu, '\uFFFD').slice(0, LONGEST_NAME);
