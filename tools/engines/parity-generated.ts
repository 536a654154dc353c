import * as fc from 'fast-check';
import { GRAMMAR } from './parity-grammar.ts';

const SEED = 476;
const QUERIES = 200;

const ANY = [
  'whole',
  'float',
  'decimal',
  'text',
  'bool',
  'time',
  'instant',
  'date',
  'array',
  'words',
  'map',
  'json',
];

/** SQL of queries put together of the pieces: plain, aggregated, of windows, of UNNEST. The same ones every time. */
export function generatedQueries(): string[] {
  const query = fc.oneof(
    { weight: 6, arbitrary: plain() },
    { weight: 3, arbitrary: aggregated() },
    { weight: 2, arbitrary: windowed() },
    { weight: 2, arbitrary: unnested() },
  );
  return fc.sample(query, { seed: SEED, numRuns: QUERIES });
}

const DEPTH = 2;

function expression(kind: string, depth = DEPTH): fc.Arbitrary<string> {
  const pieces = GRAMMAR[kind] ?? [];
  const usable = depth === 0 ? pieces.filter((piece) => !piece.includes('{')) : pieces;
  return fc.constantFrom(...usable).chain((piece) => filled(piece, depth));
}

function filled(piece: string, depth: number): fc.Arbitrary<string> {
  const [hole, kind] = /\{(\w+)\}/.exec(piece) ?? [];
  if (hole === undefined || kind === undefined) return fc.constant(piece);
  const inner = kind === 'any' ? anyExpression(depth - 1) : expression(kind, depth - 1);
  return inner.chain((text) =>
    filled(
      piece.replace(hole, () => `(${text})`),
      depth,
    ),
  );
}

const anyExpression = (depth = DEPTH): fc.Arbitrary<string> =>
  fc.constantFrom(...ANY).chain((kind) => expression(kind, depth));

const plain = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(anyExpression(), { minLength: 2, maxLength: 4 }), expression('bool'))
    .map(([items, condition]) => `SELECT ${items.join(', ')} FROM generated WHERE ${condition} OR i IS NULL`);

const aggregated = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('text', 'whole', 'bool', 'date'),
      fc.array(expression('aggregate', 1), { minLength: 2, maxLength: 3 }),
      fc.constantFrom('GROUP BY 1', 'GROUP BY 1 HAVING count(*) > 1 ORDER BY 1', 'sets'),
    )
    .chain(([kind, aggregates, grouping]) =>
      expression(kind, 1).map((key) =>
        grouping === 'sets'
          ? `SELECT g, b, grouping(g, b) AS grouped, ${aggregates.join(', ')} FROM (SELECT *, ${key} AS g FROM generated) GROUP BY GROUPING SETS ((g, b), (b), ())`
          : `SELECT ${key} AS g, ${aggregates.join(', ')} FROM generated ${grouping}`,
      ),
    );

const WINDOWS = [
  'row_number()',
  'rank()',
  'dense_rank()',
  'sum(n)',
  'count(*)',
  'lag(i)',
  'lead(i, 2)',
  'first_value(i)',
  'ntile(3)',
  'avg(d)',
  'max(ts)',
  'lag(i) IGNORE NULLS',
  'count_if(b)',
  'percent_rank()',
  'cume_dist()',
];

const windowed = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...WINDOWS), expression('text', 0))
    .map(
      ([call, key]) =>
        `WITH one AS (SELECT DISTINCT i, n, d, b, ts, s, ${key} AS k FROM generated) SELECT k, i, n, ${call} OVER (PARTITION BY b ORDER BY n, i, d, ts, s, k) AS w FROM one`,
    );

const unnested = (): fc.Arbitrary<string> =>
  fc
    .constantFrom(
      'SELECT i, x FROM generated CROSS JOIN UNNEST({array}) AS t(x)',
      'SELECT x, count(*) FROM generated CROSS JOIN UNNEST({words}) AS t(x) GROUP BY x',
      'SELECT i, k, v FROM generated CROSS JOIN UNNEST(m) AS t(k, v)',
      'SELECT i, x, y FROM generated CROSS JOIN UNNEST({array}, {words}) AS t(x, y)',
      'SELECT i, x, p FROM generated CROSS JOIN UNNEST({array}) WITH ORDINALITY AS t(x, p)',
      'SELECT i, header.name, header.value FROM generated CROSS JOIN UNNEST(h) AS t(header)',
      'SELECT i, x FROM generated LEFT JOIN UNNEST({array}) AS t(x) ON TRUE',
    )
    .chain((piece) => filled(piece, 1));
