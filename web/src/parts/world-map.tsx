import type { Value } from '@levee/core/contract';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { NUMERIC } from './countries.ts';
import { countText, valueText } from './text.ts';
import { countryName, HEIGHT, placeOf, SHAPES, SPHERE, WIDTH } from './world-shapes.ts';

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

type Look = 'shades' | 'points';

/** A country with its count. */
interface Country {
  readonly code: string;
  readonly count: number;
}

/** Countries by count, as shades or as points. A click filters, Alt-click excludes; arrow keys go through them. */
export function WorldMap({ rows, field, title }: MapProps) {
  const { state, go } = useNavigation();
  const [look, setLook] = useState<Look>('shades');
  const [at, setAt] = useState<number>();
  const counts = useMemo(
    () => new Map(rows.map(({ keys, amounts }) => [valueText(keys[0]), Number(amounts[0])])),
    [rows],
  );
  const drawn = [...counts]
    .filter(([code]) => NUMERIC[code] !== undefined)
    .map(([code, count]) => ({ code, count }));
  const chosen = at === undefined ? undefined : drawn[at];
  const choose = (code: string, isExclude: boolean) =>
    go({ filters: withFilter(state.filters, valueFilter(field, code, isExclude)) });
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined && drawn.length > 0)
      setAt(((at ?? (step > 0 ? -1 : 0)) + step + drawn.length) % drawn.length);
    else if (chosen !== undefined && (event.key === 'Enter' || event.key === 'f')) choose(chosen.code, false);
    else if (chosen !== undefined && event.key === 'x') choose(chosen.code, true);
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
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} data-map role="img" aria-label={summaryOf(title, counts)}>
          <path d={SPHERE} fill="var(--paper-soft)" />
          {SHAPES.map(({ id, d }) => (
            <path key={`${id}${d.length}`} d={d} fill="var(--line)" stroke="var(--paper)" strokeWidth={0.4} />
          ))}
          {drawn.map((each) => (
            <Mark
              key={each.code}
              country={each}
              most={Math.max(1, ...counts.values())}
              look={look}
              isChosen={each.code === chosen?.code}
              choose={choose}
            />
          ))}
        </svg>
      </div>
      <div className="covers" role="status">
        {chosen === undefined
          ? 'click filters, Alt-click excludes'
          : `${labelOf(chosen)} · Enter filters, x excludes`}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const LEAST_RADIUS = 3;
const MOST_RADIUS = 22;

const labelOf = ({ code, count }: Country): string => `${countryName(code)}: ${countText(count)}`;

interface MarkProps {
  readonly country: Country;
  readonly most: number;
  readonly look: Look;
  readonly isChosen: boolean;
  readonly choose: (code: string, isExclude: boolean) => void;
}

/** A country, shaded; a point where points are asked for, or where the map has no shape for it. */
function Mark({ country, most, look, isChosen, choose }: MarkProps) {
  const { code, count } = country;
  const part = Math.sqrt(count / most);
  const mark = {
    fill: 'var(--accent)',
    fillOpacity: look === 'points' ? 0.55 : 0.25 + 0.75 * part,
    cursor: 'pointer',
    onClick: (event: { altKey: boolean }) => choose(code, event.altKey),
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
export function summaryOf(title: string, counts: ReadonlyMap<string, number>): string {
  const largest = [...counts].toSorted(([, left], [, right]) => right - left).slice(0, 5);
  return `${title}: ${largest.map(([code, count]) => `${countryName(code)} ${countText(count)}`).join(', ')}`;
}
