import Icon from '@cloudscape-design/components/icon';
import type { MetricInfo, Panel } from '@levee/core/contract';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useSettings } from '../state/settings.ts';
import { amountText } from './amount.ts';
import { NumberPanel } from './number-panel.tsx';
import { Empty, Waiting } from './notices.tsx';
import { csvOf, panelTable } from './panel-table.ts';
import { PlainTable } from './plain-table.tsx';
import { saveFile } from './save-file.ts';
import { savePictureOf } from './save-picture.ts';
import { countText, shareText, timeText } from './text.ts';
import { Timeline } from './timeline.tsx';
import { ValueText } from './value.tsx';

const WorldMap = lazy(async () => ({ default: (await import('./world-map.tsx')).WorldMap }));

/** A panel's head and content; any can be seen as a table and saved as CSV. */
export function PanelView({ panel, actions }: { readonly panel: Panel; readonly actions: ReactNode }) {
  const [isTable, setTable] = useState(false);
  const { zone } = useSettings();
  const table = panelTable(panel, zone);
  return (
    <>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <h3>{panel.title}</h3>
        <button
          type="button"
          className="small"
          aria-pressed={isTable}
          title="View as table"
          aria-label={`View ${panel.title} as table`}
          onClick={() => setTable(!isTable)}
        >
          <Icon name="view-vertical" />
        </button>
        <button
          type="button"
          className="small"
          title="Save as CSV"
          aria-label={`Save ${panel.title} as CSV`}
          onClick={() => saveFile(new Blob([csvOf(table)], { type: 'text/csv' }), `${panel.id}.csv`)}
        >
          <Icon name="download" />
        </button>
        {panel.kind === 'timeline' || panel.kind === 'lines' ? (
          <button
            type="button"
            className="small"
            title="Save as picture"
            aria-label={`Save ${panel.title} as picture`}
            disabled={isTable}
            onClick={({ currentTarget }) => void savePictureOf(currentTarget, panel.id)}
          >
            <Icon name="file" />
          </button>
        ) : null}
        {actions}
      </div>
      {isTable ? <PlainTable table={table} title={panel.title} /> : <Content panel={panel} />}
    </>
  );
}

function Content({ panel }: { readonly panel: Panel }) {
  switch (panel.kind) {
    case 'number':
      return <NumberPanel panel={panel} />;
    case 'timeline':
    case 'lines':
      return <OverTime panel={panel} />;
    case 'top':
      return <Top panel={panel} />;
    case 'map':
      return (
        <>
          <Suspense fallback={<Waiting what="Drawing the map" />}>
            <WorldMap rows={panel.rows} field={panel.field} title={panel.title} />
          </Suspense>
          <Top panel={{ ...panel, kind: 'top', fields: [panel.field], rows: panel.rows.slice(0, 8) }} />
        </>
      );
    case 'table':
      return <Rows panel={panel} />;
  }
}

type OverTimePanel = Extract<Panel, { kind: 'timeline' | 'lines' }>;

function OverTime({ panel }: { readonly panel: OverTimePanel }) {
  if (panel.series.every(({ total }) => total === 0)) return <Empty title="Nothing in this time range" />;
  const kind = panel.kind === 'lines' ? 'lines' : 'bars';
  return <Timeline data={panel} title={panel.title} kind={kind} height={190} split={panel.split} />;
}

const MOST_LINES = 12;

function Top({ panel }: { readonly panel: Extract<Panel, { kind: 'top' }> }) {
  const [isWhole, setWhole] = useState(false);
  if (panel.rows.length === 0) return <Empty title="Nothing in this time range" />;
  const rows = isWhole ? panel.rows : panel.rows.slice(0, MOST_LINES);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={panel.title}>
      <table className="plain">
        <thead>
          <tr>
            {panel.fields.map((field) => (
              <th key={field} scope="col">
                {field}
              </th>
            ))}
            {panel.metrics.map(({ name, title }) => (
              <th key={name} scope="col" className="amount">
                {title}
              </th>
            ))}
            <th scope="col" className="amount">
              share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TopLine key={JSON.stringify(row.keys)} row={row} fields={panel.fields} metrics={panel.metrics} />
          ))}
        </tbody>
      </table>
      <div className="covers">
        {countText(panel.distinct)} different ones
        {panel.rows.length > MOST_LINES ? (
          <button type="button" className="small" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'fewer' : `all ${panel.rows.length}`}
          </button>
        ) : null}
      </div>
    </div>
  );
}

interface TopLineProps {
  readonly row: Extract<Panel, { kind: 'top' }>['rows'][number];
  readonly fields: readonly string[];
  readonly metrics: readonly MetricInfo[];
}

const TopLine = ({ row, fields, metrics }: TopLineProps) => (
  <tr>
    {fields.map((field, at) => (
      <td key={field}>
        <ValueText field={field} value={row.keys[at] ?? null} />
      </td>
    ))}
    {metrics.map((metric, at) => (
      <td key={metric.name} className="amount">
        {amountText(metric, row.amounts[at] ?? null)}
      </td>
    ))}
    <td className="amount" style={{ minWidth: 70 }}>
      {shareText(row.share)}
      <div className="bar" style={{ width: `${Math.max(2, row.share * 100)}%` }} />
    </td>
  </tr>
);

function Rows({ panel }: { readonly panel: Extract<Panel, { kind: 'table' }> }) {
  const { zone } = useSettings();
  if (panel.rows.length === 0) return <Empty title="None in this time range" />;
  // The time has a column of its own.
  const columns = panel.columns.map((name, at) => ({ name, at })).filter(({ name }) => name !== 'event_time');
  return (
    <div
      className="scroll-x"
      style={{ maxHeight: 320, overflow: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={panel.title}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">time</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {panel.rows.map((row) => (
            <tr key={row.id}>
              <td>{timeText(row.time, zone)}</td>
              {columns.map(({ name, at }) => (
                <td key={name}>
                  <ValueText field={name} value={row.values[at] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
