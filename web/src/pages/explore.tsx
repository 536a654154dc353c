import type { TableInfo } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { Covers } from '../parts/covers.tsx';
import { EventPanel } from '../parts/event-panel.tsx';
import { FieldList } from '../parts/field-list.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { QueryBar } from '../parts/query-bar.tsx';
import { RowsGrid } from '../parts/rows-grid.tsx';
import { ScopeActions } from '../parts/scope-actions.tsx';
import { countText, timeText } from '../parts/text.ts';
import { TimeControls } from '../parts/time-controls.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { active, valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';

/** Every row of a table: when, which, and each whole. */
export function Main() {
  const { state } = useNavigation();
  const tables = useList('tables', api.tables);
  if (tables.error !== null) return <Problem error={tables.error} retry={() => void tables.refetch()} />;
  if (tables.data === undefined) return <Waiting what="Looking at the tables" />;
  const all = tables.data.tables;
  const table =
    all.find(({ name }) => name === state.table) ?? all.find(({ verdict }) => verdict !== null) ?? all[0];
  if (table === undefined)
    return <Empty title="The lake is empty">levee collect FOLDER brings logs into it.</Empty>;
  return <Table all={all} table={table} />;
}

function Table({ all, table }: { readonly all: readonly TableInfo[]; readonly table: TableInfo }) {
  const { state, go } = useNavigation();
  const columns = state.columns ?? table.columns.filter((name) => name !== 'event_time');
  const pinned = state.filters.filter(({ isPinned }) => isPinned);
  const change = (name: string) =>
    go({ table: name, columns: undefined, event: undefined, split: undefined, filters: pinned });
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <label className="row">
          Table
          <select className="plain-input" value={table.name} onChange={({ target }) => change(target.value)}>
            {all.map(({ name, rows }) => (
              <option key={name} value={name}>
                {name} ({countText(rows)})
              </option>
            ))}
          </select>
        </label>
        <TimeControls />
      </div>
      <QueryBar table={table} />
      <FilterBar fields={table.fields} table={table.name} />
      <Histogram table={table} />
      <div className={state.event === undefined ? 'explore' : 'explore with-event'}>
        <FieldList table={table} columns={columns} />
        <div className="stack" style={{ minWidth: 0 }}>
          <ScopeActions table={table} columns={columns} />
          <RowsGrid table={table} columns={columns} />
        </div>
        {state.event === undefined ? null : <EventPanel table={table} id={state.event} />}
      </div>
    </div>
  );
}

function Histogram({ table }: { readonly table: TableInfo }) {
  const { state, moments, go } = useNavigation();
  const { zone } = useSettings();
  const split = state.split ?? table.verdict ?? undefined;
  const histogram = useAnswer('histogram', api.histogram, {
    table: table.name,
    range: moments,
    filters: active(state.filters),
    ...(split === undefined ? {} : { split }),
  });
  if (histogram.error !== null)
    return <Problem error={histogram.error} retry={() => void histogram.refetch()} />;
  if (histogram.data === undefined) return <Waiting what="Counting" />;
  if (histogram.data.total === 0) return <NothingHere table={table} zone={zone} />;
  return (
    <section className="panel" aria-label="Rows over time" aria-busy={histogram.isFetching}>
      <strong>{countText(histogram.data.total)} rows</strong>
      <Timeline
        data={histogram.data}
        title={`Rows of ${table.name}`}
        kind="bars"
        height={170}
        {...(split === undefined
          ? {}
          : {
              onSeries: (name: string | null, isExclude: boolean) =>
                go({ filters: withFilter(state.filters, valueFilter(split, name, isExclude)) }),
            })}
      />
      <Covers covers={histogram.data.covers} />
    </section>
  );
}

/** Says where the rows are, if there are any. */
function NothingHere({ table, zone }: { readonly table: TableInfo; readonly zone: 'UTC' | 'local' }) {
  const { state, go } = useNavigation();
  const { newestEvent, firstEvent } = table;
  const toNewest = () => {
    const to = Date.parse(newestEvent ?? '') + 1000;
    go({
      range: {
        kind: 'absolute',
        from: new Date(to - 86_400_000).toISOString(),
        to: new Date(to).toISOString(),
      },
    });
  };
  return (
    <Empty title="No rows in this time range with these filters">
      {newestEvent === null
        ? 'The table is empty.'
        : `The table has events from ${timeText(firstEvent ?? newestEvent, zone)} to ${timeText(newestEvent, zone)}.`}{' '}
      {newestEvent === null ? null : (
        <button type="button" className="small" onClick={toNewest}>
          Show its last day
        </button>
      )}
      {state.filters.length === 0 ? null : (
        <button type="button" className="small" onClick={() => go({ filters: [] })}>
          Remove all filters
        </button>
      )}
    </Empty>
  );
}
