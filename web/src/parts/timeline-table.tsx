import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { brushed } from '../state/time-range.ts';
import { seriesName } from './series-name.ts';
import { countText, timeText } from './text.ts';
import type { TimelineData } from './timeline-option.ts';
import { ValueText } from './value.tsx';

interface TimelineTableProps {
  readonly data: TimelineData;
  readonly title: string;
  readonly split: string | undefined;
}

/** Counts over time as a table, the same deeds by keyboard: a time zooms into its bucket, a series is a value. */
export function TimelineTable({ data, title, split }: TimelineTableProps) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const { buckets, series, other } = data;
  const zoom = (at: number) => () => {
    const range = brushed(buckets, data.bucketSeconds, [at, at]);
    if (range !== undefined) go({ range });
  };
  return (
    <div className="scroll-both" tabIndex={0} role="region" aria-label={`${title} as table`}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">time</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="amount">
                {split === undefined ? (
                  seriesName(name, false)
                ) : (
                  <ValueText field={split} value={name} text={seriesName(name, true)} />
                )}
              </th>
            ))}
            {other === null ? null : (
              <th scope="col" className="amount">
                all others
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket, at) => (
            <tr key={bucket}>
              <td>
                <button type="button" className="value" title="Zoom into it" onClick={zoom(at)}>
                  {timeText(bucket, zone)}
                </button>
              </td>
              {series.map(({ name, counts }) => (
                <td key={name} className="amount">
                  {countText(counts[at] ?? 0)}
                </td>
              ))}
              {other === null ? null : <td className="amount">{countText(other[at] ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
