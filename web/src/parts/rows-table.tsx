import type { Row } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { shortName } from './series-name.ts';
import { timeText } from './text.ts';
import { ValueText } from './value.tsx';

interface RowsTableProps {
  readonly label: string;
  /** Names of the rows' values, in their order. */
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  readonly table?: string;
  /** Opens a row by its id, where that is offered. */
  readonly open?: (id: string) => void;
}

/** A few rows as a plain table; the time has a column of its own. */
export function RowsTable({ label, names, rows, table, open }: RowsTableProps) {
  const { zone } = useSettings();
  const columns = names.map((name, at) => ({ name, at })).filter(({ name }) => name !== 'event_time');
  return (
    <div className="scroll-both" tabIndex={0} role="region" aria-label={label}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">time</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col" title={name}>
                {shortName(name, names)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                {open === undefined ? (
                  timeText(row.time, zone)
                ) : (
                  <button type="button" className="value" title="Open the event" onClick={() => open(row.id)}>
                    {timeText(row.time, zone)}
                  </button>
                )}
              </td>
              {columns.map(({ name, at }) => (
                <td key={name}>
                  <ValueText
                    field={name}
                    value={row.values[at] ?? null}
                    {...(table === undefined ? {} : { table })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
