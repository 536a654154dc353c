import type { IngestAnswer, RejectsAnswer } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { Covers } from '../parts/covers.tsx';
import { DayBars } from '../parts/day-bars.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { RawText } from '../parts/raw-text.tsx';
import { countText, shown, spanText, timeText } from '../parts/text.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';

/** What arrives, how late, and what could not be read. */
export function Main() {
  const ingest = useList('ingest', api.ingest);
  const rejects = useAnswer('rejects', api.rejects, {});
  if (ingest.error !== null) return <Problem error={ingest.error} retry={() => void ingest.refetch()} />;
  if (ingest.data === undefined) return <Waiting what="Looking at what arrived" />;
  if (ingest.data.tables.length === 0)
    return <Empty title="Nothing has arrived yet">levee collect FOLDER brings logs into the lake.</Empty>;
  return (
    <div className="stack">
      <section className="panel" aria-label="Tables">
        <h3>What arrives</h3>
        <Arrivals tables={ingest.data.tables} />
        <Covers covers={ingest.data.covers} />
      </section>
      {rejects.error !== null ? <Problem error={rejects.error} /> : null}
      {rejects.data === undefined ? (
        <Waiting what="Looking at the rejects" />
      ) : (
        <Rejects answer={rejects.data} />
      )}
    </div>
  );
}

const AMOUNTS = new Set(['objects', 'rows', 'rejects']);
const HEADS = [
  'table',
  'newest event',
  'behind',
  'objects',
  'rows',
  'rejects',
  'gaps',
  'drift',
  'rows per day',
].map((title) => ({ title, isAmount: AMOUNTS.has(title) }));

const Arrivals = ({ tables }: { readonly tables: IngestAnswer['tables'] }) => (
  <div className="scroll-x" tabIndex={0} role="region" aria-label="What arrives">
    <table className="plain">
      <thead>
        <tr>
          {HEADS.map(({ title, isAmount }) => (
            <th key={title} scope="col" className={isAmount ? 'amount' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tables.map((table) => (
          <Arrival key={table.table} arrival={table} />
        ))}
      </tbody>
    </table>
  </div>
);

function Arrival({ arrival }: { readonly arrival: IngestAnswer['tables'][number] }) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const { table, newestEvent, lagSeconds, objects, rows, rejects, gaps, drift, days } = arrival;
  return (
    <tr>
      <td>
        <button
          type="button"
          className="value"
          onClick={() => go({ page: 'explore', table, filters: [], columns: undefined })}
        >
          {table}
        </button>
      </td>
      <td>{newestEvent === null ? '–' : timeText(newestEvent, zone)}</td>
      <td>{lagSeconds === null ? '–' : spanText(Math.max(0, lagSeconds))}</td>
      <td className="amount">{countText(objects)}</td>
      <td className="amount">{countText(rows)}</td>
      <td className="amount">{countText(rejects)}</td>
      <td title={gaps.join(', ')}>
        {gaps.length === 0
          ? 'none'
          : `${gaps.length} days: ${gaps.slice(0, 3).join(', ')}${gaps.length > 3 ? ' …' : ''}`}
      </td>
      <td title={drift.map(({ key, rows: times }) => `${shown(key)} (${times})`).join(', ')}>
        {drift.length === 0
          ? 'none'
          : drift
              .slice(0, 3)
              .map(({ key }) => shown(key))
              .join(', ')}
      </td>
      <td>
        <DayBars days={days} title={table} />
      </td>
    </tr>
  );
}

const Rejects = ({ answer }: { readonly answer: RejectsAnswer }) => (
  <section className="panel" aria-label="Rejects">
    <h3>What could not be read: {countText(answer.total)}</h3>
    {answer.reasons.length === 0 ? <Empty title="Every record has been read" /> : null}
    {answer.reasons.map(({ format, kind, count, samples }) => (
      <details key={`${format ?? ''} ${kind ?? ''}`}>
        <summary>
          {shown(format ?? 'unknown format')}: {shown(kind ?? 'unknown')} – {countText(count)}
        </summary>
        {samples.map((sample, at) => (
          <div key={`${at}${sample.source ?? ''}`} className="notice">
            <div>{shown(sample.message ?? '')}</div>
            <div className="soft">
              {shown(sample.source ?? '')} {shown(sample.place ?? '')}
            </div>
            <RawText text={sample.raw ?? ''} />
          </div>
        ))}
      </details>
    ))}
  </section>
);
