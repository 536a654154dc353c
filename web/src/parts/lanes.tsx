import type { TableFinding } from '@levee/core/contract';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { asked } from '../state/filters.ts';
import { brushed } from '../state/time-range.ts';
import { countText, spanText, timeText, valueText } from './text.ts';
import { seriesColour } from './theme.ts';

interface LanesProps {
  readonly tables: readonly TableFinding[];
  readonly buckets: readonly string[];
  readonly bucketSeconds: number;
}

/** One lane per table on a common time axis, with counts and outcomes. */
export function Lanes({ tables, buckets, bucketSeconds }: LanesProps) {
  const sorted = tables.toSorted((left, right) => right.count - left.count);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Findings per table">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">table</th>
            <th scope="col" className="amount">
              rows
            </th>
            <th scope="col">first – last</th>
            <th scope="col">outcomes</th>
            <th scope="col" style={{ width: '45%' }}>
              over time (one bar is {spanText(bucketSeconds)})
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((finding) => (
            <LaneRow key={finding.table} finding={finding} buckets={buckets} bucketSeconds={bucketSeconds} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LaneRowProps {
  readonly finding: TableFinding;
  readonly buckets: readonly string[];
  readonly bucketSeconds: number;
}

function LaneRow({ finding, buckets, bucketSeconds }: LaneRowProps) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const { table, count, first, last, verdicts, lane, filters } = finding;
  const open = () =>
    go({
      page: 'explore',
      table,
      filters: filters.map(asked),
      columns: undefined,
      event: undefined,
      split: undefined,
    });
  const most = Math.max(1, ...lane);
  const zoom = (at: number) => {
    const range = brushed(buckets, bucketSeconds, [at, at]);
    if (range !== undefined) go({ range });
  };
  return (
    <tr>
      <td>
        {count === 0 ? (
          table
        ) : (
          <button type="button" className="value" title="Its rows in Explore" onClick={open}>
            {table}
          </button>
        )}
      </td>
      <td className="amount">{countText(count)}</td>
      <td>{first === null || last === null ? '–' : `${timeText(first, zone)} – ${timeText(last, zone)}`}</td>
      <td>
        {verdicts.slice(0, 4).map(({ value, count: times }, at) => (
          <span key={value ?? ''} style={{ marginRight: 8 }}>
            <span aria-hidden style={{ color: seriesColour(value, at) }}>
              ■
            </span>{' '}
            {valueText(value, 40)} {countText(times)}
          </span>
        ))}
      </td>
      <td>
        <div
          className="lane"
          role="img"
          aria-label={`${table}: ${countText(count)} rows${first === null ? '' : ` from ${timeText(first, zone)} on`}`}
        >
          {lane.map((each, at) => (
            <span
              key={buckets[at]}
              title={`${timeText(buckets[at] ?? '', zone)}: ${countText(each)}`}
              style={{
                height: each === 0 ? 0 : `${8 + (92 * each) / most}%`,
                cursor: each === 0 ? 'default' : 'zoom-in',
              }}
              onClick={() => each > 0 && zoom(at)}
            />
          ))}
        </div>
      </td>
    </tr>
  );
}
