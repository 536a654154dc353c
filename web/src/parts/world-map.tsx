import type { Value } from '@levee/core/contract';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import type { Feature } from 'geojson';
import { useMemo } from 'react';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { NUMERIC, POINTS } from './countries.ts';
import { countText, shown, valueText } from './text.ts';

interface MapRow {
  readonly keys: readonly Value[];
  readonly amounts: readonly (number | string | null)[];
}

interface MapProps {
  /** First key: ISO 3166-1 alpha-2; first amount: the count. */
  readonly rows: readonly MapRow[];
  readonly field: string;
  readonly title: string;
}

const WIDTH = 720;
const HEIGHT = 350;

const topology = atlas as unknown as Parameters<typeof feature>[0];
const land = topology.objects['countries'];
const found = land === undefined ? undefined : feature(topology, land);
const countries: readonly Feature[] = found?.type === 'FeatureCollection' ? found.features : [];
const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: 'Sphere' });
const path = geoPath(projection);
/** The shape of each country, drawn once. */
const SHAPES = countries.map((each) => ({ id: String(each.id ?? ''), d: path(each) ?? '' }));

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** The name of a country; the code itself where it has none. */
export function countryName(code: string): string {
  try {
    return names.of(code) ?? shown(code);
  } catch {
    return shown(code);
  }
}

/** Countries by count: darker is more; small ones, which the map has no shape for, are points. A click filters, Alt-click excludes. */
export function WorldMap({ rows, field, title }: MapProps) {
  const { state, go } = useNavigation();
  const counts = useMemo(
    () => new Map(rows.map(({ keys, amounts }) => [valueText(keys[0]), Number(amounts[0])])),
    [rows],
  );
  const most = Math.max(1, ...counts.values());
  const shaped = new Set(SHAPES.map(({ id }) => id));
  const choose = (code: string, isExclude: boolean) =>
    go({ filters: withFilter(state.filters, valueFilter(field, code, isExclude)) });
  const drawn = [...counts].filter(([code]) => NUMERIC[code] !== undefined);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={summaryOf(title, counts)}
      style={{ width: '100%', maxHeight: 360 }}
    >
      <path d={path({ type: 'Sphere' }) ?? ''} fill="var(--paper-soft)" />
      {SHAPES.map(({ id, d }) => (
        <path key={`${id}${d.length}`} d={d} fill="var(--line)" stroke="var(--paper)" strokeWidth={0.4} />
      ))}
      {drawn.map(([code, count]) => {
        const id = NUMERIC[code] ?? '';
        const label = `${countryName(code)}: ${countText(count)}`;
        const mark = {
          fill: 'var(--accent)',
          fillOpacity: 0.25 + 0.75 * Math.sqrt(count / most),
          cursor: 'pointer',
          onClick: (event: { altKey: boolean }) => choose(code, event.altKey),
        };
        if (shaped.has(id))
          return SHAPES.filter((shape) => shape.id === id).map(({ d }) => (
            <path key={code} d={d} {...mark}>
              <title>{label}</title>
            </path>
          ));
        const place = POINTS[code] === undefined ? null : projection([...POINTS[code]]);
        return place === null ? null : (
          <circle key={code} cx={place[0]} cy={place[1]} r={4} {...mark}>
            <title>{label}</title>
          </circle>
        );
      })}
    </svg>
  );
}

/** The largest countries in words. */
export function summaryOf(title: string, counts: ReadonlyMap<string, number>): string {
  const largest = [...counts].toSorted(([, left], [, right]) => right - left).slice(0, 5);
  return `${title}: ${largest.map(([code, count]) => `${countryName(code)} ${countText(count)}`).join(', ')}`;
}
