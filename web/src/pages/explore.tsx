import type { TableInfo } from '@levee/core/contract';
import { useEffect } from 'react';
import { api } from '../api/client.ts';
import { useList } from '../api/use-answer.ts';
import { EventPanel } from '../parts/event-panel.tsx';
import { FieldList } from '../parts/field-list.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { QueryBar } from '../parts/query-bar.tsx';
import { RowsOverTime } from '../parts/rows-over-time.tsx';
import { RowsGrid } from '../parts/rows-grid.tsx';
import { ScopeActions } from '../parts/scope-actions.tsx';
import { countText } from '../parts/text.ts';
import { TimeControls } from '../parts/time-controls.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useTableColumns } from '../state/table-columns.ts';

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
  const columns = useColumns(table);
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
        <TimeControls hasCharts />
      </div>
      <QueryBar table={table} />
      <FilterBar fields={table.fields} table={table.name} />
      <RowsOverTime table={table} />
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

/** The columns of the address, else those last chosen for the table, else its first. */
function useColumns(table: TableInfo): readonly string[] {
  const { state, replace } = useNavigation();
  const { columns: kept } = useTableColumns(table.name);
  const known = kept?.filter((name) => table.fields.some((field) => field.name === name)) ?? [];
  const chosen = known.length === 0 ? undefined : known;
  const isMissing = state.columns === undefined && chosen !== undefined;
  useEffect(() => {
    if (isMissing) replace({ columns: chosen });
  }, [isMissing, replace, chosen]);
  return state.columns ?? chosen ?? table.columns.filter((name) => name !== 'event_time');
}
