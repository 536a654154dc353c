/** A request that cannot be answered as it is: which part, and what was expected there. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: 400 | 404;
  readonly field: string;
  readonly expected: string;

  constructor(field: string, expected: string, status: 400 | 404 = 400) {
    super(`${field}: expected ${expected}`);
    this.field = field;
    this.expected = expected;
    this.status = status;
  }
}
