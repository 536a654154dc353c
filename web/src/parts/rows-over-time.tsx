import type { HistogramAnswer, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { previous } from '../state/time-range.ts';
import { Asking } from './asking.tsx';
import { Covers } from './covers.tsx';
import { NothingHere } from './nothing-here.tsx';
import { changeText } from './number-panel.tsx';
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
  const scope = { table: table.name, filters: active(state.filters) };
  const histogram = useAnswer('histogram', api.histogram, {
    ...scope,
    range: moments,
    ...(split === undefined ? {} : { split }),
  });
  const before = useAnswer(
    'histogram',
    api.histogram,
    state.compare === undefined ? undefined : { ...scope, range: previous(moments) },
  );
  const { data } = histogram;
  return (
    <>
      <Asking what="Counting" query={histogram} />
      {data === undefined || histogram.error !== null ? null : data.total === 0 ? (
        <NothingHere table={table} />
      ) : (
        <section className="panel" aria-label="Rows over time" aria-busy={histogram.isPlaceholderData}>
          <Counted
            data={data}
            before={state.compare === undefined ? undefined : before.data}
            table={table}
            split={split}
          />
          <Covers covers={data.covers} />
        </section>
      )}
    </>
  );
}

interface CountedProps {
  readonly data: HistogramAnswer;
  readonly before: HistogramAnswer | undefined;
  readonly table: TableInfo;
  readonly split: string | undefined;
}

function Counted({ data, before, table, split }: CountedProps) {
  const [isTable, setTable] = useState(false);
  const title = `Rows of ${table.name}`;
  return (
    <>
      <div className="row">
        <strong>{countText(data.total)} rows</strong>
        {before === undefined ? null : (
          <span className="soft">
            {countText(before.total)} in the period before: {changeText(data.total, before.total)}
          </span>
        )}
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
        <Timeline data={data} before={before} title={title} kind="bars" height={170} split={split} />
      )}
    </>
  );
}

interface SplitProps {
  readonly table: TableInfo;
  readonly split: string | undefined;
}

/** The field that the chart is split by. */
function SplitChoice({ table, split }: SplitProps) {
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
