import type { HistogramAnswer, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { Asking } from './asking.tsx';
import { Covers } from './covers.tsx';
import { NothingHere } from './nothing-here.tsx';
import { Problem } from './notices.tsx';
import { savePictureOf } from './save-picture.ts';
import { countText } from './text.ts';
import { TimelineTable } from './timeline-table.tsx';
import { Timeline } from './timeline.tsx';

/** Stands in the address where the chart is not split at all. */
const UNSPLIT = '-';

/** How many rows there are when, split by outcome or any other field. */
export function RowsOverTime({ table }: { readonly table: TableInfo }) {
  const { state, moments } = useNavigation();
  const chosen = state.split ?? table.verdict ?? UNSPLIT;
  const split = chosen === UNSPLIT ? undefined : chosen;
  const histogram = useAnswer('histogram', api.histogram, {
    table: table.name,
    range: moments,
    filters: active(state.filters),
    ...(split === undefined ? {} : { split }),
  });
  if (histogram.error !== null)
    return <Problem error={histogram.error} retry={() => void histogram.refetch()} />;
  if (histogram.data === undefined) return <Asking name="histogram" what="Counting" query={histogram} />;
  if (histogram.data.total === 0) return <NothingHere table={table} />;
  return (
    <section className="panel" aria-label="Rows over time" aria-busy={histogram.isPlaceholderData}>
      <Counted data={histogram.data} table={table} split={split} />
      <Covers covers={histogram.data.covers} />
    </section>
  );
}

interface CountedProps {
  readonly data: HistogramAnswer;
  readonly table: TableInfo;
  readonly split: string | undefined;
}

function Counted({ data, table, split }: CountedProps) {
  const [isTable, setTable] = useState(false);
  const title = `Rows of ${table.name}`;
  return (
    <>
      <div className="row">
        <strong>{countText(data.total)} rows</strong>
        <span style={{ flex: 1 }} />
        <SplitChoice table={table} split={split} />
        <button type="button" className="small" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          View as table
        </button>
        <button
          type="button"
          className="small"
          disabled={isTable}
          onClick={({ currentTarget }) => void savePictureOf(currentTarget, table.name)}
        >
          Save as picture
        </button>
      </div>
      {isTable ? (
        <TimelineTable data={data} title={title} split={split} />
      ) : (
        <Timeline data={data} title={title} kind="bars" height={170} split={split} />
      )}
    </>
  );
}

/** The field that the chart is split by. */
function SplitChoice({ table, split }: Omit<CountedProps, 'data'>) {
  const { go } = useNavigation();
  const fields = [...new Set([table.verdict, split, ...table.columns])].filter(
    (name) => name !== null && name !== undefined && name !== 'event_time',
  );
  return (
    <label className="row soft">
      split by
      <select
        className="plain-input"
        value={split ?? UNSPLIT}
        onChange={({ target }) => go({ split: target.value === table.verdict ? undefined : target.value })}
      >
        <option value={UNSPLIT}>nothing</option>
        {fields.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
