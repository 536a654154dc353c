import { LeveeError } from '#kernel';
import { markAt } from '#query';
import { byteOffset } from './read-only.ts';
import type { Rewriting } from './rewrite-tables.ts';
import type { Scan, TablePlace } from './sql-scan.ts';

/**
 * Keeps Athena's meaning of UNNEST on a Trino server: an array of rows gives one column of row type there, where Trino gives a
 * column for each field. `UNNEST(a) AS t(x)` becomes `UNNEST(transform(a, element -> ROW(element))) AS t(x)`, which for
 * arrays of anything else changes nothing. A map must stay as it is: it gives two columns, which the names behind AS tell.
 * @throws LeveeError (exit code 2), naming the place, where nothing tells arrays from maps.
 */
export function rewriteUnnest(rewriting: Rewriting, tables: readonly TablePlace[]): void {
  const { scan } = rewriting;
  const calls = tables.filter(({ place }) => scan.is(place, 'unnest') && scan.is(place + 1, '('));
  for (const { place } of calls) rewriteCall(rewriting, place);
}

/** An argument by the places of its first and last word. */
type Range = readonly [first: number, last: number];

function rewriteCall({ sql, scan, written }: Rewriting, place: number): void {
  const close = scan.closing(place + 1);
  const ranges = argumentsOf(scan, place + 1, close);
  const kinds = kindsOf(scan, ranges, columnsNamed(scan, close + 1));
  ranges.forEach(([first, last], at) => {
    if (kinds[at] === 'map') return;
    if (kinds[at] === undefined)
      throw new LeveeError(
        `it is not clear what UNNEST makes of this argument${markAt(sql, byteOffset(sql, scan.word(first)?.offset))}`,
        {
          hint: 'name its columns, one for an array and two for a map: UNNEST(a) AS t(element), UNNEST(m) AS t(key, value)',
          exitCode: 2,
        },
      );
    written[scan.index(first)] = `transform(${written[scan.index(first)] ?? ''}`;
    written[scan.index(last)] += ', element -> ROW(element))';
  });
}

/** What stands between the commas of a bracket. */
function argumentsOf(scan: Scan, open: number, close: number): Range[] {
  const ranges: Range[] = [];
  let first = open + 1;
  let depth = 0;
  for (let place = open + 1; place <= close; place += 1) {
    const isEnd = depth === 0 && (place === close || scan.is(place, ','));
    if (scan.is(place, '(', '[')) depth += 1;
    if (scan.is(place, ')', ']')) depth -= 1;
    if (!isEnd) continue;
    if (place > first) ranges.push([first, place - 1]);
    first = place + 1;
  }
  return ranges;
}

/** How many columns the names behind UNNEST(…) say there are, without the ordinality; undefined where there are no names. */
function columnsNamed(scan: Scan, behind: number): number | undefined {
  const isNumbered = scan.is(behind, 'with') && scan.is(behind + 1, 'ordinality');
  let place = isNumbered ? behind + 2 : behind;
  if (scan.is(place, 'as')) place += 1;
  if (scan.name(place) === undefined || !scan.is(place + 1, '(')) return undefined;
  return argumentsOf(scan, place + 1, scan.closing(place + 1)).length - (isNumbered ? 1 : 0);
}

/** Functions that give a map. */
const MAPS = [
  'map',
  'map_agg',
  'map_concat',
  'map_filter',
  'map_from_entries',
  'map_union',
  'histogram',
  'multimap_agg',
  'multimap_from_entries',
  'split_to_map',
  'split_to_multimap',
  'transform_keys',
  'transform_values',
  'map_zip_with',
];
/** Functions that give an array, and the word before `[…]`. */
const ARRAYS = [
  'array',
  'array_agg',
  'array_distinct',
  'array_except',
  'array_intersect',
  'array_remove',
  'array_sort',
  'array_union',
  'filter',
  'flatten',
  'map_entries',
  'map_keys',
  'map_values',
  'regexp_extract_all',
  'regexp_split',
  'reverse',
  'sequence',
  'shuffle',
  'slice',
  'split',
  'transform',
  'zip',
  'zip_with',
];

type Kind = 'array' | 'map' | undefined;

function kindsOf(scan: Scan, ranges: readonly Range[], columns: number | undefined): Kind[] {
  if (columns === ranges.length) return ranges.map(() => 'array');
  if (columns === ranges.length * 2) return ranges.map(() => 'map');
  return ranges.map((range) => kindOf(scan, range));
}

function kindOf(scan: Scan, [first, last]: Range): Kind {
  const isLiteral = scan.is(first, 'array') && scan.is(first + 1, '[');
  if (isLiteral) return 'array';
  const isCall = scan.is(first + 1, '(') && scan.closing(first + 1) === last;
  if (!isCall) return undefined;
  if (scan.is(first, ...MAPS)) return 'map';
  if (scan.is(first, ...ARRAYS)) return 'array';
  return scan.is(first, 'cast', 'try_cast') ? castKind(scan, [first, last]) : undefined;
}

/** What `CAST(x AS ARRAY(…))` gives: the last AS is its own, as types have none. */
function castKind(scan: Scan, [first, last]: Range): Kind {
  const places = Array.from({ length: last - first }, (_, at) => last - at);
  const type = places.find((place) => scan.is(place, 'as'));
  if (type === undefined) return undefined;
  if (scan.is(type + 1, 'map')) return 'map';
  return scan.is(type + 1, 'array') ? 'array' : undefined;
}
