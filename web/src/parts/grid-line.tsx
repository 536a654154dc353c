import type { Row } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { TIME_WIDTH } from './grid-head.tsx';
import { timeText } from './text.ts';
import { ValueText } from './value.tsx';

interface LineProps {
  readonly row: Row;
  readonly columns: readonly string[];
  readonly widthOf: (column: string) => number;
  readonly index: number;
  /** Pixels from the top. */
  readonly start: number;
  readonly isOpen: boolean;
  readonly open: () => void;
}

/** One row of the grid; its time opens the event. */
export function GridLine({ row, columns, widthOf, index, start, isOpen, open }: LineProps) {
  const { zone } = useSettings();
  return (
    <div
      className={`grid-row${isOpen ? ' selected' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      style={{ position: 'absolute', top: 0, transform: `translateY(${start}px)` }}
    >
      <div className="grid-cell" role="gridcell" style={{ width: TIME_WIDTH }}>
        <button type="button" className="value" title="Open the event" onClick={open}>
          {timeText(row.time, zone)}
        </button>
      </div>
      {columns.map((column, at) => (
        <div key={column} className="grid-cell" role="gridcell" style={{ width: widthOf(column) }}>
          <ValueText field={column} value={row.values[at] ?? null} />
        </div>
      ))}
    </div>
  );
}
