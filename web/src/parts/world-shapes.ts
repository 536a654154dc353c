import { geoArea, geoNaturalEarth1, geoPath } from 'd3-geo';
import type { Feature, Geometry } from 'geojson';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json';
import { countryFinder } from './country-codes.ts';
import { NUMERIC, POINTS } from './countries.ts';
import { shown } from './text.ts';

export const WIDTH = 720;
export const HEIGHT = 350;

const topology = atlas as unknown as Parameters<typeof feature>[0];
const land = topology.objects['countries'];
const found = land === undefined ? undefined : feature(topology, land);
const countries: readonly Feature[] = found?.type === 'FeatureCollection' ? found.features : [];
const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: 'Sphere' });
const path = geoPath(projection);

export const SPHERE = path({ type: 'Sphere' }) ?? '';

/** The largest part of a country: the middle of all of France lies in the Atlantic. */
function largest(geometry: Geometry): Geometry {
  if (geometry.type !== 'MultiPolygon') return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({ type: 'Polygon' as const, coordinates }));
  return parts.toSorted((left, right) => geoArea(right) - geoArea(left))[0] ?? geometry;
}

/** The shape of each country and its middle, worked out once. */
export const SHAPES = countries.map((each) => ({
  id: String(each.id ?? ''),
  d: path(each) ?? '',
  middle: path.centroid(largest(each.geometry)),
}));

/** Where a country's point is drawn; undefined for what is no country. */
export function placeOf(code: string): readonly [number, number] | undefined {
  const shape = SHAPES.find(({ id }) => id === NUMERIC[code]);
  if (shape !== undefined) return shape.middle;
  const place = POINTS[code];
  return place === undefined ? undefined : (projection([...place]) ?? undefined);
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** The name of a country; the code itself where it has none. */
export function countryName(code: string): string {
  try {
    return names.of(code) ?? shown(code);
  } catch {
    return shown(code);
  }
}

const CODES = new Map(Object.entries(NUMERIC).map(([code, id]) => [id, code]));

/** The code of what a log calls a country: a code, or a name as browsers or the atlas have it. */
export const countryCode = countryFinder([
  ...countries.flatMap(({ id, properties }) => {
    const code = CODES.get(String(id ?? ''));
    return code === undefined ? [] : [{ code, name: String(properties?.['name'] ?? '') }];
  }),
  ...Object.keys(NUMERIC).map((code) => ({ code, name: countryName(code) })),
]);
