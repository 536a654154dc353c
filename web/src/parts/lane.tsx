import type { TableFinding } from '@levee/core/contract';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { brushed } from '../state/time-range.ts';
import { useChartKeys } from './chart-keys.ts';
import { countText, timeText } from './text.ts';

interface LaneProps {
  readonly finding: TableFinding;
  readonly buckets: readonly string[];
  readonly bucketSeconds: number;
}

/** The rows of a table over time; a click or Enter zooms into a bar. */
export function Lane({ finding: { table, count, first, lane }, buckets, bucketSeconds }: LaneProps) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const zoom = (at: readonly [number, number]) => {
    const range = brushed(buckets, bucketSeconds, at);
    if (range !== undefined) go({ range });
  };
  const { cursor, ...keys } = useChartKeys({ buckets: lane.length, series: 1, zoom });
  const most = Math.max(1, ...lane);
  const [from = -1, to = -1] = cursor?.buckets ?? [];
  if (count === 0) return <div className="lane" />;
  return (
    <>
      <div
        className="lane"
        role="application"
        aria-roledescription="chart"
        aria-label={`${table}: ${countText(count)} rows${first === null ? '' : ` from ${timeText(first, zone)} on`}; arrow keys go through it, Enter zooms`}
        tabIndex={0}
        {...keys}
      >
        {lane.map((each, at) => (
          <span
            key={buckets[at]}
            className={at >= from && at <= to ? 'chosen' : ''}
            title={`${timeText(buckets[at] ?? '', zone)}: ${countText(each)}`}
            onClick={() => each > 0 && zoom([at, at])}
          >
            <i style={{ height: each === 0 ? 0 : `${8 + (92 * each) / most}%` }} />
          </span>
        ))}
      </div>
      <span role="status" className={cursor === undefined ? 'visually-hidden' : 'covers'}>
        {cursor === undefined
          ? ''
          : `${timeText(buckets[from] ?? '', zone)}: ${countText(lane.slice(from, to + 1).reduce((sum, each) => sum + each, 0))} rows · Enter zooms in`}
      </span>
    </>
  );
}
