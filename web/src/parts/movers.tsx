import { useQueries } from '@tanstack/react-query';
import type { TableInfo, TopAnswer, Value } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { previous } from '../state/time-range.ts';
import { changeText } from './number-panel.tsx';
import { Asking } from './asking.tsx';
import { Empty } from './notices.tsx';
import { countText } from './text.ts';
import { ValueText } from './value.tsx';

/** Values of each period that are compared: one that is below the first hundred in both did not move much. */
const COMPARED = 100;
const SHOWN = 8;

/** A value with its rows now and in the period before. */
export interface Mover {
  readonly value: Value;
  readonly now: number;
  readonly before: number;
}

/** The values whose count changed most, in rows. */
export function moversOf(now: TopAnswer['values'], before: TopAnswer['values']): Mover[] {
  const counts = new Map<string, Mover>();
  for (const { value, count } of now) counts.set(JSON.stringify(value), { value, now: count, before: 0 });
  for (const { value, count } of before) {
    const key = JSON.stringify(value);
    counts.set(key, { value, now: counts.get(key)?.now ?? 0, before: count });
  }
  const moved = ({ now: after, before: earlier }: Mover) => Math.abs(after - earlier);
  return [...counts.values()].toSorted((left, right) => moved(right) - moved(left)).slice(0, SHOWN);
}

/** The field of a table whose values are followed first: who it was. */
const fieldOf = (table: TableInfo): string | undefined =>
  table.entities.find((field) => field === 'client_ip') ?? table.entities[0];

/** The addresses and names that moved most, per table. */
export function Movers({ tables }: { readonly tables: readonly TableInfo[] }) {
  const shown = tables.filter((table) => fieldOf(table) !== undefined && table.rows > 0);
  return (
    <div className="panels">
      {shown.map((table) => (
        <TableMovers key={table.name} table={table} field={fieldOf(table) ?? ''} />
      ))}
    </div>
  );
}

function TableMovers({ table, field }: { readonly table: TableInfo; readonly field: string }) {
  const { state, moments, go } = useNavigation();
  const filters = active(state.filters.filter(({ isPinned }) => isPinned));
  const answers = useQueries({
    queries: [moments, previous(moments)].map((range) => {
      const request = { table: table.name, field, n: COMPARED, range, filters };
      return {
        queryKey: ['top', request],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.top(request, signal),
      };
    }),
  });
  const [now, before] = answers.map(({ data }) => data);
  const waiting = answers.find(({ error, data }) => error !== null || data === undefined) ?? answers[0];
  return (
    <section className="panel" style={{ gridColumn: 'span 6' }} aria-label={`What moved in ${table.name}`}>
      <div className="row">
        <h3>
          {table.name} by {field}
        </h3>
        <button
          type="button"
          className="small"
          onClick={() =>
            go({ page: 'explore', table: table.name, split: field, filters: [], columns: undefined })
          }
        >
          Explore
        </button>
      </div>
      {now === undefined || before === undefined ? (
        waiting && <Asking what="Comparing" query={waiting} />
      ) : (
        <Lines movers={moversOf(now.values, before.values)} field={field} table={table.name} />
      )}
    </section>
  );
}

interface LinesProps {
  readonly movers: readonly Mover[];
  readonly field: string;
  readonly table: string;
}

function Lines({ movers, field, table }: LinesProps) {
  if (movers.length === 0) return <Empty title="Nothing in this time range, and nothing before" />;
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{field}</th>
          <th scope="col" className="amount">
            now
          </th>
          <th scope="col" className="amount">
            before
          </th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        {movers.map(({ value, now, before }) => (
          <tr key={JSON.stringify(value)}>
            <td>
              <ValueText field={field} value={value} table={table} />
            </td>
            <td className="amount">{countText(now)}</td>
            <td className="amount">{countText(before)}</td>
            <td>{changeText(now, before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
