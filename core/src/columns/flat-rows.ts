import type { Entries, Leaf } from '#parquet';

/** Values of the rows of a column outside lists, page by page; a row without one keeps what was there. */
export class FlatRows<Values extends Uint32Array | Float64Array> {
  readonly rows: Values;
  private readonly leaf: Leaf;
  private row = 0;

  constructor(rows: Values, leaf: Leaf) {
    this.rows = rows;
    this.leaf = leaf;
  }

  /** @throws RangeError where there are more than rows. */
  readonly add = ({ count, defined, values }: Entries<Values>): void => {
    if (this.row + count > this.rows.length) throw new RangeError('a column of another length than its file');
    if (typeof defined !== 'number') this.scatter(defined, values);
    else if (defined === this.leaf.mostDefined) this.rows.set(values, this.row);
    this.row += count;
  };

  /** @throws RangeError where the file has another number of rows. */
  readonly end = (): void => {
    if (this.row !== this.rows.length) throw new RangeError('a column of another length than its file');
  };

  private scatter(defined: Uint8Array, values: Values): void {
    const { mostDefined } = this.leaf;
    let value = 0;
    for (let entry = 0; entry < defined.length; entry += 1) {
      if (defined[entry] !== mostDefined) continue;
      this.rows[this.row + entry] = values[value] as number;
      value += 1;
    }
  }
}
