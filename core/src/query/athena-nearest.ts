/** Further names are no help. */
const FARTHEST = 2;

/** The name that is at most two changes away from another: letters added, left out, replaced or swapped. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = FARTHEST + 1;
  for (const each of names) {
    const distance = Math.abs(each.length - name.length) > FARTHEST ? least : changes(name, each);
    if (distance >= least) continue;
    best = each;
    least = distance;
  }
  return best;
}

/** The restricted Damerau–Levenshtein distance of two names. */
function changes(left: string, right: string): number {
  const rows = [Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      const plain = Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(rows, i - 1, j - 1) + cost);
      const isSwap = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      row.push(isSwap ? Math.min(plain, at(rows, i - 2, j - 2) + 1) : plain);
    }
    rows.push(row);
  }
  return at(rows, left.length, right.length);
}

const at = (rows: readonly (readonly number[])[], i: number, j: number): number =>
  rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
