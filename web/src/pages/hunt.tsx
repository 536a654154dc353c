import type { FieldInfo } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { Covers } from '../parts/covers.tsx';
import { EntityRows } from '../parts/entity-rows.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Lanes } from '../parts/lanes.tsx';
import { Asking } from '../parts/asking.tsx';
import { Empty } from '../parts/notices.tsx';
import { TimeControls } from '../parts/time-controls.tsx';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';

/** The same filters in every table: counts first, then its rows by a click. */
export function Main() {
  const { state, moments } = useNavigation();
  const filters = active(state.filters);
  const tables = useList('tables', api.tables);
  const answer = useAnswer('hunt', api.hunt, filters.length === 0 ? undefined : { range: moments, filters });
  return (
    <div className="stack">
      <TimeControls />
      <FilterBar fields={allFields(tables.data?.tables.flatMap(({ fields }) => fields) ?? [])} />
      {filters.length === 0 ? (
        <Empty title="Add a filter to hunt for">
          Fields that every table has: client_ip, account_id, region, ips, principals, resources.
        </Empty>
      ) : answer.data === undefined || answer.error !== null ? (
        <Asking what="Counting in every table" query={answer} />
      ) : (
        <>
          <section className="panel" aria-label="Counts per table">
            <Lanes
              tables={answer.data.tables}
              buckets={answer.data.buckets}
              bucketSeconds={answer.data.bucketSeconds}
            />
            {answer.data.skipped.map(({ table, field }) => (
              <div key={table} className="soft">
                {table} has no field {field}
              </div>
            ))}
            <Covers covers={answer.data.covers} />
          </section>
          <EntityRows tables={answer.data.tables} />
        </>
      )}
    </div>
  );
}

/** Fields of all tables, each once. */
const allFields = (fields: readonly FieldInfo[]): FieldInfo[] => [
  ...new Map(fields.map((field) => [field.name, field])).values(),
];
