import type { Covers as Content } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { bytesText, countText, timeText } from './text.ts';

/** What an answer rests on, in one line. */
export function Covers({ covers }: { readonly covers: Content | undefined }) {
  const { zone } = useSettings();
  if (covers === undefined) return null;
  const parts = [
    `${countText(covers.files)} files, ${bytesText(covers.bytes)}, ${countText(covers.rows)} rows read in ${covers.elapsedMs} ms${covers.cached ? ' (kept answer)' : ''}`,
    ...(covers.newestEvent === null ? [] : [`newest event ${timeText(covers.newestEvent, zone)}`]),
    ...covers.limits.map(({ limit, cut }) => `${limit}: ${cut}`),
  ];
  return (
    <div className="covers" role="status">
      {parts.join(' · ')}
    </div>
  );
}
