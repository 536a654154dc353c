import type { TableFinding } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useList } from '../api/use-answer.ts';
import { asked } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { zoneName } from '../state/zones.ts';
import { Lane } from './lane.tsx';
import { countText, spanText, timeText, valueText } from './text.ts';
import { seriesColour } from './theme.ts';
import { ValueText } from './value.tsx';

interface LanesProps {
  readonly tables: readonly TableFinding[];
  readonly buckets: readonly string[];
  readonly bucketSeconds: number;
}

/** One lane per table on a common time axis, with counts and outcomes. */
export function Lanes({ tables, buckets, bucketSeconds }: LanesProps) {
  const { zone } = useSettings();
  const known = useList('tables', api.tables);
  const verdicts = new Map(known.data?.tables.map(({ name, verdict }) => [name, verdict]));
  const sorted = tables.toSorted((left, right) => right.count - left.count);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Findings per table">
      <table className="plain lanes">
        <thead>
          <tr>
            <th scope="col">table</th>
            <th scope="col" className="amount">
              rows
            </th>
            <th scope="col">first – last</th>
            <th scope="col">outcomes</th>
            <th scope="col" className="over-time">
              over time, {zoneName(zone)} (one bar is {spanText(bucketSeconds)})
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((finding) => (
            <LaneRow
              key={finding.table}
              finding={finding}
              verdict={verdicts.get(finding.table) ?? null}
              buckets={buckets}
              bucketSeconds={bucketSeconds}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={4} />
            <td>
              <Axis buckets={buckets} />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const MARKS = 4;

/** The times that all lanes share. */
function Axis({ buckets }: { readonly buckets: readonly string[] }) {
  const { zone } = useSettings();
  const marks = Array.from({ length: MARKS }, (_, at) =>
    Math.floor((at * (buckets.length - 1)) / (MARKS - 1)),
  );
  return (
    <div className="axis soft">
      {[...new Set(marks)].map((at) => (
        <span key={at}>{timeText(buckets[at] ?? '', zone).slice(5, 16)}</span>
      ))}
    </div>
  );
}

interface LaneRowProps {
  readonly finding: TableFinding;
  readonly verdict: string | null;
  readonly buckets: readonly string[];
  readonly bucketSeconds: number;
}

const SHOWN = 4;

function LaneRow({ finding, verdict, buckets, bucketSeconds }: LaneRowProps) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const { table, count, first, last, verdicts, filters } = finding;
  const open = () =>
    go({
      page: 'explore',
      table,
      filters: filters.map(asked),
      columns: undefined,
      event: undefined,
      split: undefined,
    });
  return (
    <tr className={count === 0 ? 'soft' : ''}>
      <td>
        {count === 0 ? (
          table
        ) : (
          <button type="button" className="value link" title="Its rows in Explore" onClick={open}>
            {table}
          </button>
        )}
      </td>
      <td className="amount">{countText(count)}</td>
      <td>{first === null || last === null ? '–' : `${timeText(first, zone)} – ${timeText(last, zone)}`}</td>
      <td>
        {count === 0
          ? null
          : verdicts.slice(0, SHOWN).map(({ value, count: times }, at) => (
              <span key={value ?? ''} className="outcome">
                <span aria-hidden style={{ color: seriesColour(value, at) }}>
                  ■
                </span>{' '}
                {verdict === null ? (
                  valueText(value, 40)
                ) : (
                  <ValueText field={verdict} value={value} text={valueText(value, 40)} table={table} />
                )}{' '}
                {countText(times)}
              </span>
            ))}
      </td>
      <td>
        <Lane finding={finding} buckets={buckets} bucketSeconds={bucketSeconds} />
      </td>
    </tr>
  );
}
