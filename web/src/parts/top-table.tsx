import type { MetricInfo, Panel } from '@levee/core/contract';
import { useState } from 'react';
import { useSettings } from '../state/settings.ts';
import { amountText } from './amount.ts';
import { Empty } from './notices.tsx';
import { shortName } from './series-name.ts';
import { countText, shareText } from './text.ts';
import { ValueText } from './value.tsx';

const MOST_LINES = 12;

/** Whether amounts add up to a whole that a row has its share of. */
const addsUp = (metric: MetricInfo | undefined): boolean =>
  metric?.unit === 'count' || metric?.unit === 'bytes';

/** The largest groups with their numbers and their share of the whole. */
export function TopTable({ panel }: { readonly panel: Extract<Panel, { kind: 'top' }> }) {
  const [isWhole, setWhole] = useState(false);
  if (panel.rows.length === 0) return <Empty title="Nothing in this time range" />;
  const rows = isWhole ? panel.rows : panel.rows.slice(0, MOST_LINES);
  const hasShare = addsUp(panel.metrics[0]);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={panel.title}>
      <table className="plain top">
        <thead>
          <tr>
            {panel.fields.map((field) => (
              <th key={field} scope="col" title={field}>
                {shortName(field, panel.fields)}
              </th>
            ))}
            {panel.metrics.map(({ name, title }) => (
              <th key={name} scope="col" className="amount">
                {title}
              </th>
            ))}
            {hasShare ? (
              <th scope="col" className="amount">
                share
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={JSON.stringify(row.keys)} row={row} panel={panel} hasShare={hasShare} />
          ))}
        </tbody>
      </table>
      <div className="covers">
        {panel.distinct === 1 ? 'no other' : `${countText(panel.distinct)} different ones`}
        {panel.rows.length > MOST_LINES ? (
          <button type="button" className="small" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'fewer' : `show ${panel.rows.length}`}
          </button>
        ) : null}
      </div>
    </div>
  );
}

interface LineProps {
  readonly row: Extract<Panel, { kind: 'top' }>['rows'][number];
  readonly panel: Extract<Panel, { kind: 'top' }>;
  readonly hasShare: boolean;
}

function Line({ row, panel, hasShare }: LineProps) {
  const { zone } = useSettings();
  return (
    <tr>
      {panel.fields.map((field, at) => (
        <td key={field}>
          <ValueText field={field} value={row.keys[at] ?? null} />
        </td>
      ))}
      {panel.metrics.map((metric, at) => (
        <td key={metric.name} className="amount">
          {amountText(metric, row.amounts[at] ?? null, zone)}
        </td>
      ))}
      {hasShare ? <Share share={row.share} /> : null}
    </tr>
  );
}

/** A share with a bar behind it. */
const Share = ({ share }: { readonly share: number }) => (
  <td className="amount share" style={{ backgroundSize: `${Math.max(1, share * 100)}% 100%` }}>
    {shareText(share)}
  </td>
);
