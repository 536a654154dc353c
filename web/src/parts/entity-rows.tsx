import type { TableFinding, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { asked } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { Asking } from './asking.tsx';
import { Limits } from './covers.tsx';
import { RowsTable } from './rows-table.tsx';
import { countText } from './text.ts';

const SHOWN = 50;

/** The latest rows of one table after the other. */
export function EntityRows({ tables }: { readonly tables: readonly TableFinding[] }) {
  const found = tables.filter(({ count }) => count > 0).toSorted((left, right) => right.count - left.count);
  const known = useList('tables', api.tables);
  const [wanted, setWanted] = useState<string>();
  const finding = found.find(({ table }) => table === wanted) ?? found[0];
  const info = known.data?.tables.find(({ name }) => name === finding?.table);
  if (finding === undefined) return null;
  return (
    <section className="panel" aria-label="Rows">
      <div className="row tabs" role="group" aria-label="Rows of">
        {found.map(({ table, count }) => (
          <button
            key={table}
            type="button"
            aria-pressed={table === finding.table}
            onClick={() => setWanted(table)}
          >
            {table} <span className="soft">{countText(count)}</span>
          </button>
        ))}
      </div>
      {info === undefined ? null : <Rows finding={finding} info={info} />}
    </section>
  );
}

function Rows({ finding, info }: { readonly finding: TableFinding; readonly info: TableInfo }) {
  const { moments, go } = useNavigation();
  const { table, filters, count } = finding;
  const columns = info.columns.filter((name) => name !== 'event_time');
  const answer = useAnswer('rows', api.rows, { table, filters, range: moments, columns, limit: SHOWN });
  const data = answer.isPlaceholderData ? undefined : answer.data;
  const explore = (event?: string) =>
    go({ page: 'explore', table, filters: filters.map(asked), columns: undefined, split: undefined, event });
  if (data === undefined) return <Asking what="Fetching rows" query={{ ...answer, data }} />;
  return (
    <>
      <RowsTable
        label={`Latest rows of ${table}`}
        names={columns}
        rows={data.rows}
        table={table}
        open={explore}
      />
      <div className="covers" role="status">
        the latest {countText(data.rows.length)} of {countText(count)}{' '}
        <button type="button" className="small link" onClick={() => explore()}>
          all in Explore
        </button>
        <Limits limits={data.covers.limits} />
      </div>
    </>
  );
}
