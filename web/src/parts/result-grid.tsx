import { useVirtualizer } from '@tanstack/react-virtual';
import type { SqlResult, Value } from '@levee/core/contract';
import { useMemo, useRef } from 'react';
import { linesShown, valueText } from './text.ts';
import { ValueText } from './value.tsx';

const HEIGHT = 29;
/** Widths of columns, by their names and the texts of the first rows. */
const LEAST_WIDTH = 90;
const MOST_WIDTH = 460;
const CHARACTER_WIDTH = 7.6;
const PADDING = 24;
const LOOKED_AT = 100;

function widthsOf({ columns, rows }: SqlResult): number[] {
  const some = rows.slice(0, LOOKED_AT);
  return columns.map(({ name }, at) => {
    const longest = Math.max(name.length, ...some.map((row) => valueText(row[at], 80).length));
    return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, Math.ceil(longest * CHARACTER_WIDTH) + PADDING));
  });
}

const textOf = (value: Value | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** Rows of a result; only those in sight are drawn. A plan is shown as the text that it is. */
export function ResultGrid({ result }: { readonly result: SqlResult }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: result.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 20,
  });
  const widths = useMemo(() => widthsOf(result), [result]);
  const isPlan = result.columns.some(({ name }) => name === 'explain_value');
  if (isPlan)
    return (
      <pre className="mono scroll-x" style={{ whiteSpace: 'pre' }}>
        {linesShown(result.rows.map((row) => textOf(row.at(-1))).join('\n'))}
      </pre>
    );
  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label="Result"
      aria-rowcount={result.rows.length}
    >
      <div className="grid-row grid-head" role="row">
        {result.columns.map(({ name, type }, at) => (
          <div
            key={`${at}${name}`}
            className="grid-cell"
            role="columnheader"
            style={{ width: widths[at] }}
            title={`${name} ${type}`}
          >
            {name}
          </div>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className="grid-row"
            role="row"
            aria-rowindex={index + 1}
            style={{ position: 'absolute', top: 0, transform: `translateY(${start}px)` }}
          >
            {(result.rows[index] ?? []).map((value, at) => (
              <div
                key={result.columns[at]?.name ?? at}
                className="grid-cell"
                role="gridcell"
                style={{ width: widths[at] }}
              >
                <ValueText value={value} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
