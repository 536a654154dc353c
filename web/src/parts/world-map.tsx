import type { Value } from '@levee/core/contract';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { valuesFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { NUMERIC } from './countries.ts';
import { countText, valueText } from './text.ts';
import { countryCode, countryName, HEIGHT, placeOf, SHAPES, SPHERE, WIDTH } from './world-shapes.ts';

interface MapRow {
  readonly keys: readonly Value[];
  readonly amounts: readonly (number | string | null)[];
}

interface MapProps {
  /** First key: ISO 3166-1 alpha-2 or an English name; first amount: the count. */
  readonly rows: readonly MapRow[];
  readonly field: string;
  readonly title: string;
}

type Look = 'shades' | 'points';

/** A country with its count. */
interface Country {
  readonly code: string;
  readonly count: number;
  /** What the log calls it. */
  readonly values: readonly Value[];
}

/** The rows of each country, and how many are of none. */
function countriesOf(rows: readonly MapRow[]): { drawn: Country[]; others: number } {
  const drawn = new Map<string, Country>();
  for (const { keys, amounts } of rows) {
    const code = countryCode(valueText(keys[0]));
    if (code === undefined) continue;
    const known = drawn.get(code) ?? { code, count: 0, values: [] };
    const count = known.count + Number(amounts[0]);
    drawn.set(code, { code, count, values: [...known.values, keys[0] ?? null] });
  }
  const found = [...drawn.values()];
  return { drawn: found, others: rows.length - found.flatMap(({ values }) => values).length };
}

/** Countries by count, as shades or as points. A click filters, Alt-click excludes; arrow keys go through them. */
export function WorldMap({ rows, field, title }: MapProps) {
  const { state, go } = useNavigation();
  const [look, setLook] = useState<Look>('shades');
  const [at, setAt] = useState<number>();
  const { drawn, others } = useMemo(() => countriesOf(rows), [rows]);
  const chosen = at === undefined ? undefined : drawn[at];
  const choose = ({ values }: Country, isExclude: boolean) =>
    go({ filters: withFilter(state.filters, valuesFilter(field, values, isExclude)) });
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined && drawn.length > 0)
      setAt(((at ?? (step > 0 ? -1 : 0)) + step + drawn.length) % drawn.length);
    else if (chosen !== undefined && (event.key === 'Enter' || event.key === 'f')) choose(chosen, false);
    else if (chosen !== undefined && event.key === 'x') choose(chosen, true);
    else return;
    event.preventDefault();
  };
  return (
    <div className="map">
      <div className="row" role="group" aria-label="Look of the map">
        {(['shades', 'points'] as const).map((each) => (
          <button
            key={each}
            type="button"
            className="small"
            aria-pressed={look === each}
            onClick={() => setLook(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <div
        className="chart"
        role="application"
        aria-roledescription="map"
        aria-label={`${title}: arrow keys go through the countries, Enter filters`}
        tabIndex={0}
        onKeyDown={press}
        onBlur={() => setAt(undefined)}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} data-map role="img" aria-label={summaryOf(title, drawn)}>
          <path d={SPHERE} fill="var(--paper-soft)" />
          {SHAPES.map(({ id, d }) => (
            <path key={`${id}${d.length}`} d={d} fill="var(--line)" stroke="var(--paper)" strokeWidth={0.4} />
          ))}
          {drawn.map((each) => (
            <Mark
              key={each.code}
              country={each}
              most={Math.max(1, ...drawn.map(({ count }) => count))}
              look={look}
              isChosen={each.code === chosen?.code}
              choose={choose}
            />
          ))}
        </svg>
      </div>
      <div className="covers" role="status">
        {chosen === undefined
          ? `click filters, Alt-click excludes${othersText(others)}`
          : `${labelOf(chosen)} · Enter filters, x excludes`}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const LEAST_RADIUS = 3;
const MOST_RADIUS = 22;

const othersText = (others: number): string =>
  others === 0
    ? ''
    : ` · ${countText(others)} ${others === 1 ? 'value is' : 'values are'} no country of the map`;

const labelOf = ({ code, count }: Pick<Country, 'code' | 'count'>): string =>
  `${countryName(code)}: ${countText(count)}`;

interface MarkProps {
  readonly country: Country;
  readonly most: number;
  readonly look: Look;
  readonly isChosen: boolean;
  readonly choose: (country: Country, isExclude: boolean) => void;
}

/** A country, shaded; a point where points are asked for, or where the map has no shape for it. */
function Mark({ country, most, look, isChosen, choose }: MarkProps) {
  const { code, count } = country;
  const part = Math.sqrt(count / most);
  const mark = {
    fill: 'var(--accent)',
    fillOpacity: look === 'points' ? 0.55 : 0.25 + 0.75 * part,
    cursor: 'pointer',
    onClick: (event: { altKey: boolean }) => choose(country, event.altKey),
    ...(isChosen ? { stroke: 'var(--ink)', strokeWidth: 1.5 } : {}),
  };
  const title = <title>{labelOf(country)}</title>;
  const shapes = SHAPES.filter(({ id }) => id === NUMERIC[code]);
  if (look === 'shades' && shapes.length > 0)
    return shapes.map(({ d }) => (
      <path key={d.length} d={d} {...mark}>
        {title}
      </path>
    ));
  const place = placeOf(code);
  const radius = look === 'points' ? LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * part : LEAST_RADIUS + 1;
  return place === undefined ? null : (
    <circle cx={place[0]} cy={place[1]} r={radius} {...mark}>
      {title}
    </circle>
  );
}

/** The largest countries in words. */
export function summaryOf(title: string, drawn: readonly Pick<Country, 'code' | 'count'>[]): string {
  const largest = drawn.toSorted((left, right) => right.count - left.count).slice(0, 5);
  return `${title}: ${largest.map(({ code, count }) => `${countryName(code)} ${countText(count)}`).join(', ')}`;
}
