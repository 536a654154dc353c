import type { Panel } from '@levee/core/contract';
import { lazy, Suspense } from 'react';
import { Flows } from './flows.tsx';
import { NumberPanel } from './number-panel.tsx';
import { Empty, Waiting } from './notices.tsx';
import { RowsTable } from './rows-table.tsx';
import { Timeline } from './timeline.tsx';
import { TopTable } from './top-table.tsx';

const WorldMap = lazy(async () => ({ default: (await import('./world-map.tsx')).WorldMap }));

/** What narrows the page to the rows of a number; undefined where that would be all of them. */
export type Narrow = (metric: string) => (() => void) | undefined;

interface ContentProps {
  readonly panel: Panel;
  readonly before: Panel | undefined;
  readonly narrow: Narrow;
  /** Drawn as bands between the values of its two fields. */
  readonly isFlows: boolean;
}

/** What a panel shows. */
export function PanelContent({ panel, before, narrow, isFlows }: ContentProps) {
  switch (panel.kind) {
    case 'number':
      return <NumberPanel panel={panel} narrow={narrow} />;
    case 'timeline':
    case 'lines':
      return <OverTime panel={panel} before={before} />;
    case 'top':
      return isFlows ? <Bands panel={panel} /> : <TopTable panel={panel} />;
    case 'map':
      return <Countries panel={panel} />;
    case 'table':
      return <Rows panel={panel} />;
  }
}

type OverTimePanel = Extract<Panel, { kind: 'timeline' | 'lines' }>;

function OverTime({ panel, before }: { readonly panel: OverTimePanel; readonly before: Panel | undefined }) {
  if (panel.series.every(({ total }) => total === 0)) return <Empty title="Nothing in this time range" />;
  const earlier = before?.kind === panel.kind ? before : undefined;
  return (
    <Timeline
      data={panel}
      before={earlier}
      title={panel.title}
      kind={panel.kind === 'lines' ? 'lines' : 'bars'}
      metric={panel.metric}
      height={190}
      split={panel.split}
    />
  );
}

/** What goes from where to where, and beside it the same as a table. */
const Bands = ({ panel }: { readonly panel: Extract<Panel, { kind: 'top' }> }) => (
  <div className="map-panel">
    <Flows panel={panel} />
    <TopTable panel={panel} />
  </div>
);

/** The map, and beside it the same as a table. */
function Countries({ panel }: { readonly panel: Extract<Panel, { kind: 'map' }> }) {
  if (panel.rows.length === 0) return <Empty title="Nothing in this time range" />;
  return (
    <div className="map-panel">
      <Suspense fallback={<Waiting what="Drawing the map" />}>
        <WorldMap rows={panel.rows} field={panel.field} title={panel.title} />
      </Suspense>
      <TopTable panel={{ ...panel, kind: 'top', fields: [panel.field] }} />
    </div>
  );
}

function Rows({ panel }: { readonly panel: Extract<Panel, { kind: 'table' }> }) {
  if (panel.rows.length === 0) return <Empty title="None in this time range" />;
  return <RowsTable label={panel.title} names={panel.columns} rows={panel.rows} />;
}
