import type { PanelTable } from './panel-table.ts';

/** The content of a panel as a table of texts: for those who do not see or want its chart. */
export function PlainTable({ table, title }: { readonly table: PanelTable; readonly title: string }) {
  return (
    <div
      className="scroll-x"
      style={{ maxHeight: 320, overflow: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={`${title} as table`}
    >
      <table className="plain">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={`${at}${row[0] ?? ''}`}>
              {row.map((cell, index) => (
                <td key={table.columns[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
