import type { Covers as Content } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { bytesText, countOf, countText, shown, timeText } from './text.ts';

/** What an answer rests on, in one line; what a limit cut stands out. */
export function Covers({ covers }: { readonly covers: Content | undefined }) {
  const { zone } = useSettings();
  if (covers === undefined) return null;
  const { files, bytes, rows, elapsedMs, cached, newestEvent, limits } = covers;
  const parts = [
    `${countOf(files, 'file')}, ${bytesText(bytes)}, ${countOf(rows, 'row')} read in ${countText(Math.round(elapsedMs))} ms${cached ? ' (kept answer)' : ''}`,
    ...(newestEvent === null ? [] : [`newest event ${timeText(newestEvent, zone)}`]),
  ];
  return (
    <div className="covers" role="status">
      {parts.join(' · ')}
      <Limits limits={limits} />
    </div>
  );
}

/** Each limit that cut something. */
export function Limits({ limits }: { readonly limits: Content['limits'] }) {
  if (limits.length === 0) return null;
  const texts = limits.map(({ limit, cut }) => `${shown(limit)}: ${shown(cut)}`);
  if (limits.length === 1) return <div className="limit">cut by a limit · {texts[0]}</div>;
  return (
    <details className="limit">
      <summary>{limits.length} limits cut something</summary>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </details>
  );
}
