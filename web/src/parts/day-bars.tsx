import { countText } from './text.ts';

const MOST = 60;

/** Rows per day of the last two months; a day of none between others stands out. */
export function DayBars({
  days,
  title,
}: {
  readonly days: readonly { readonly day: string; readonly rows: number }[];
  readonly title: string;
}) {
  const last = days.slice(-MOST);
  const most = Math.max(1, ...last.map(({ rows }) => rows));
  const summary = `${title}: rows per day, ${last.map(({ day, rows }) => `${day} ${countText(rows)}`).join(', ')}`;
  return (
    <div className="lane" role="img" aria-label={summary.slice(0, 2000)} style={{ minWidth: 120 }}>
      {last.map(({ day, rows }) => (
        <span key={day} title={`${day}: ${countText(rows)}`}>
          <i
            style={
              rows === 0 ? { height: 3, background: 'var(--bad)' } : { height: `${6 + (94 * rows) / most}%` }
            }
          />
        </span>
      ))}
    </div>
  );
}
