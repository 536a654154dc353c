import type { IngestAnswer, TableInfo } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useList } from '../api/use-answer.ts';
import { DayBars } from '../parts/day-bars.tsx';
import { Movers } from '../parts/movers.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { countText, shortCount, spanText, timeText } from '../parts/text.ts';
import { TimeControls } from '../parts/time-controls.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';

/** Behind by more than this, a table is shown as late. */
const LATE_SECONDS = 2 * 86_400;

/** How fresh the lake is, what moved, and where to go on. */
export function Main() {
  const ingest = useList('ingest', api.ingest);
  const tables = useList('tables', api.tables);
  if (ingest.error !== null) return <Problem error={ingest.error} retry={() => void ingest.refetch()} />;
  if (ingest.data === undefined || tables.data === undefined) return <Waiting what="Looking at the lake" />;
  if (ingest.data.tables.length === 0)
    return (
      <Empty title="The lake is empty">
        levee collect FOLDER brings logs into it; levee demo fills one with simulated logs.
      </Empty>
    );
  return (
    <div className="stack">
      <TimeControls />
      <div className="panels">
        {ingest.data.tables.map((table) => (
          <Card key={table.table} arrival={table} board={boardOf(tables.data.tables, table.table)} />
        ))}
      </div>
      <section aria-label="What moved most">
        <h2>What moved most against the period before</h2>
        <NothingBefore tables={tables.data.tables} />
        <Movers tables={tables.data.tables} />
      </section>
    </div>
  );
}

/** Says so where the lake begins after the period before: then everything is new. */
function NothingBefore({ tables }: { readonly tables: readonly TableInfo[] }) {
  const { moments } = useNavigation();
  const { zone } = useSettings();
  const first = tables.flatMap(({ firstEvent }) => firstEvent ?? []).toSorted()[0];
  if (first === undefined || Date.parse(first) < Date.parse(moments.from)) return null;
  return (
    <p className="soft">
      The lake begins at {timeText(first, zone)}: there is nothing before to compare with, so the largest come
      first. A shorter time range compares.
    </p>
  );
}

const boardOf = (tables: readonly TableInfo[], name: string): string | null =>
  tables.find((table) => table.name === name)?.board ?? null;

interface CardProps {
  readonly arrival: IngestAnswer['tables'][number];
  readonly board: string | null;
}

function Card({ arrival, board }: CardProps) {
  const { go } = useNavigation();
  const { table, rows, lagSeconds, gaps, rejects, drift, days } = arrival;
  const isLate = lagSeconds !== null && lagSeconds > LATE_SECONDS;
  return (
    <section className="panel" style={{ gridColumn: 'span 4' }} aria-label={table}>
      <div className="row">
        <h3>{table}</h3>
        <button
          type="button"
          className="small"
          onClick={() => go({ page: 'explore', table, filters: [], columns: undefined })}
        >
          Explore
        </button>
        {board === null ? null : (
          <button type="button" className="small" onClick={() => go({ page: 'boards', board, filters: [] })}>
            Board
          </button>
        )}
      </div>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <span className="number" title={countText(rows)}>
          {shortCount(rows)}
        </span>
        <div style={{ flex: '0 1 55%' }}>
          <DayBars days={days} title={table} />
        </div>
      </div>
      <div className="soft">
        <span style={isLate ? { color: 'var(--bad)' } : {}}>
          {lagSeconds === null ? 'no event yet' : `newest event ${spanText(Math.max(0, lagSeconds))} ago`}
        </span>
        {' · '}
        {gaps.length === 0 ? (
          'no gap'
        ) : (
          <span style={{ color: 'var(--bad)' }}>{gaps.length} days missing</span>
        )}
        {' · '}
        <button type="button" className="value inline" onClick={() => go({ page: 'sources' })}>
          {countText(rejects)} rejects
        </button>
        {drift.length === 0 ? '' : ` · ${drift.length} unknown fields`}
      </div>
    </section>
  );
}
