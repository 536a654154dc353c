import type { Line } from './timeline-option.ts';
import { ValueText } from './value.tsx';
import type { TimelineData } from './timeline-option.ts';

interface LegendProps {
  readonly lines: readonly Line[];
  readonly data: TimelineData;
  readonly split: string | null;
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
}

/** The series of a chart: each can be hidden, and its name is a value like any other. */
export function Legend({ lines, data, split, hidden, toggle }: LegendProps) {
  return (
    <ul className="legend" aria-label="Series">
      {lines.map(({ key, name, colour, at }) => (
        <li key={key} className={hidden.has(key) ? 'soft' : ''}>
          <button
            type="button"
            className="small"
            aria-pressed={!hidden.has(key)}
            aria-label={`Show ${name}`}
            title={hidden.has(key) ? 'Show it' : 'Hide it'}
            onClick={() => toggle(key)}
          >
            <span aria-hidden style={{ color: colour }}>
              {hidden.has(key) ? '□' : '■'}
            </span>
          </button>
          {at === undefined || split === null ? (
            <span>{name}</span>
          ) : (
            <ValueText field={split} value={data.series[at]?.name ?? null} text={name} />
          )}
        </li>
      ))}
    </ul>
  );
}
