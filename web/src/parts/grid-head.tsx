import type { TableInfo } from '@levee/core/contract';
import { useCallback, useState, type PointerEvent } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { keepColumns, keepWidth, moved, useTableColumns } from '../state/table-columns.ts';
import { copyText } from './copy-text.ts';
import { PopupMenu, type Action } from './popup-menu.tsx';

export const TIME_WIDTH = 165;
const STEP = 80;

/** What a column takes before a person says otherwise. */
const usualWidth = (column: string): number =>
  /(?:arn|uri|url|agent|rule|resources)/.test(column) ? 300 : 170;

/** The widths of a table's columns. */
export function useWidths(table: string): (column: string) => number {
  const { widths } = useTableColumns(table);
  return (column) => widths[column] ?? usualWidth(column);
}

interface HeadProps {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}

interface Open {
  readonly column: string;
  readonly place: DOMRect;
  readonly from: HTMLElement;
}

/** The heads of the columns: a menu each; they can be drawn to another place and to another width. */
export function GridHead({ table, columns }: HeadProps) {
  const { state, go } = useNavigation();
  const [open, setOpen] = useState<Open>();
  const widthOf = useWidths(table.name);
  const close = useCallback(() => {
    open?.from.focus();
    setOpen(undefined);
  }, [open]);
  const arrange = (next: readonly string[]) => {
    keepColumns(table.name, next);
    go({ columns: next });
  };
  const isOldest = state.order === 'oldest';
  return (
    <div className="grid-row grid-head" role="row">
      <div
        className="grid-cell"
        role="columnheader"
        style={{ width: TIME_WIDTH }}
        aria-sort={isOldest ? 'ascending' : 'descending'}
      >
        <button
          type="button"
          className="value"
          title={isOldest ? 'Show the newest first' : 'Show the oldest first'}
          onClick={() => go({ order: isOldest ? undefined : 'oldest' })}
        >
          time {isOldest ? '▲' : '▼'}
        </button>
      </div>
      {columns.map((column, at) => (
        <div
          key={column}
          className="grid-cell"
          role="columnheader"
          style={{ width: widthOf(column), position: 'relative' }}
          draggable
          onDragStart={({ dataTransfer }) => dataTransfer.setData('text/levee-column', column)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={({ dataTransfer }) => {
            const dropped = dataTransfer.getData('text/levee-column');
            if (columns.includes(dropped)) arrange(moved(columns, dropped, at));
          }}
        >
          <button
            type="button"
            className="value"
            aria-haspopup="menu"
            title={column}
            onClick={({ currentTarget }) =>
              setOpen({ column, place: currentTarget.getBoundingClientRect(), from: currentTarget })
            }
          >
            {column}
          </button>
          <Edge width={widthOf(column)} set={(pixels) => keepWidth(table.name, column, pixels)} />
        </div>
      ))}
      {open === undefined ? null : (
        <ColumnMenu {...open} table={table} columns={columns} arrange={arrange} close={close} />
      )}
    </div>
  );
}

interface ColumnMenuProps extends HeadProps {
  readonly column: string;
  readonly place: DOMRect;
  readonly arrange: (columns: readonly string[]) => void;
  readonly close: () => void;
}

function ColumnMenu({ table, columns, column, place, arrange, close }: ColumnMenuProps) {
  const { go } = useNavigation();
  const widthOf = useWidths(table.name);
  const at = columns.indexOf(column);
  const field = table.fields.find(({ name }) => name === column);
  const resize = (by: number) => () => keepWidth(table.name, column, widthOf(column) + by);
  const actions: readonly Action[] = [
    ...(at > 0 ? [{ name: 'Move left', act: () => arrange(moved(columns, column, at - 1)) }] : []),
    ...(at < columns.length - 1
      ? [{ name: 'Move right', act: () => arrange(moved(columns, column, at + 1)) }]
      : []),
    { name: 'Wider', act: resize(STEP) },
    { name: 'Narrower', act: resize(-STEP) },
    { name: 'Split the chart by it', act: () => go({ split: column }) },
    { name: 'Copy its name', act: () => void copyText(column) },
    ...(columns.length > 1
      ? [{ name: 'Hide', act: () => arrange(columns.filter((each) => each !== column)) }]
      : []),
  ];
  return (
    <PopupMenu
      label={`Column ${column}`}
      title={field === undefined ? column : `${column}: ${field.type} · ${field.about}`}
      place={place}
      actions={actions}
      close={close}
    />
  );
}

/** The right edge of a head, to be drawn; the menu does the same by keyboard. */
function Edge({ width, set }: { readonly width: number; readonly set: (pixels: number) => void }) {
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    const { currentTarget, pointerId, clientX } = event;
    currentTarget.setPointerCapture(pointerId);
    const draw = (each: globalThis.PointerEvent) => set(width + each.clientX - clientX);
    currentTarget.addEventListener('pointermove', draw);
    const end = () => currentTarget.removeEventListener('pointermove', draw);
    currentTarget.addEventListener('lostpointercapture', end, { once: true });
  };
  return <span className="edge" aria-hidden onPointerDown={begin} />;
}
