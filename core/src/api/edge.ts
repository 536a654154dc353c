import type { Rows } from '#columns';
import type { TableScan } from '#lake';

/** Where the newest rows end: the time of the last of them, and the files that they are in. */
export interface Edge {
  /** Undefined where all rows are wanted. */
  readonly micros: number | undefined;
  readonly files: TableScan['files'];
}

/** The edge of so many newest rows, whose parts align with the files. */
export async function edgeOf(rows: Rows, files: TableScan['files'], most: number): Promise<Edge> {
  const newest = new Newest(most);
  const lastOf: number[] = [];
  await rows.each(({ times }, at) => {
    let last = Number.NaN;
    for (let row = 0; row < times.length; row += 1) {
      const time = times[row] ?? Number.NaN;
      newest.add(time);
      if (!(time <= last)) last = time;
    }
    lastOf[at] = last;
  });
  const { least } = newest;
  return {
    micros: Number.isFinite(least) ? least : undefined,
    files: files.filter((_, at) => (lastOf[at] ?? Number.NaN) >= least),
  };
}

/** The largest of many numbers. */
class Newest {
  /** The smallest of them; -Infinity while there is room. */
  least = Number.NEGATIVE_INFINITY;
  private readonly kept: number[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add(value: number): void {
    if (value <= this.least) return;
    const at = this.kept.findIndex((each) => each > value);
    this.kept.splice(at === -1 ? this.kept.length : at, 0, value);
    if (this.kept.length > this.most) this.kept.shift();
    if (this.kept.length === this.most) this.least = this.kept[0] ?? this.least;
  }
}
