import { useVirtualizer } from '@tanstack/react-virtual';
import type { SqlResult } from '@levee/core/contract';
import { useRef } from 'react';
import { valueText } from './text.ts';
import { ValueText } from './value.tsx';

const HEIGHT = 29;
const WIDTH = 190;

/** Rows of a result; only those in sight are drawn. A plan is shown as the text that it is. */
export function ResultGrid({ result }: { readonly result: SqlResult }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: result.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 20,
  });
  const isPlan = result.columns.some(({ name }) => name === 'explain_value');
  if (isPlan)
    return (
      <pre className="mono scroll-x" style={{ whiteSpace: 'pre' }}>
        {result.rows.map((row) => valueText(row.at(-1), 100_000)).join('\n')}
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
            style={{ width: WIDTH }}
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
                style={{ width: WIDTH }}
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
