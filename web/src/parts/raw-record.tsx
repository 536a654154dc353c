import type { RawAnswer } from '@levee/core/contract';
import { useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import { useFresh } from '../api/use-answer.ts';
import { reflowed } from '../state/reflow.ts';
import { Asking } from './asking.tsx';
import { copyText } from './copy-text.ts';
import { Empty } from './notices.tsx';
import { RawText } from './raw-text.tsx';
import { bytesText, countText } from './text.ts';

/** The record of an event as AWS wrote it, read again from its object when this is opened. */
export function RawRecord({ table, id }: { readonly table: string; readonly id: string }) {
  const answer = useFresh('raw', api.raw, { table, id });
  return (
    <section className="stack" aria-label="Raw text">
      <Asking what="Reading the object" query={answer} />
      {answer.data === undefined || answer.error !== null ? null : (
        <Found answer={answer.data} again={() => void answer.refetch()} />
      )}
    </section>
  );
}

function Found({ answer, again }: { readonly answer: RawAnswer; readonly again: () => void }) {
  const { raw, notes } = answer;
  if (raw === null)
    return (
      <Empty title="No raw text">
        {notes.join(' ')}{' '}
        <button type="button" className="small" onClick={again}>
          Look again
        </button>
      </Empty>
    );
  return (
    <>
      {notes.length === 0 ? null : (
        <div className="notice" role="status">
          {notes.join(' ')}
        </div>
      )}
      <Text raw={raw} />
      <Place answer={answer} />
    </>
  );
}

function Text({ raw }: { readonly raw: string }) {
  const [isWide, setWide] = useState(true);
  const lines = useMemo(() => reflowed(raw), [raw]);
  return (
    <>
      <div className="row actions">
        <button type="button" className="small" onClick={() => void copyText(raw)}>
          Copy the raw text
        </button>
        {lines === undefined ? null : (
          <label className="row check">
            <input type="checkbox" checked={isWide} onChange={({ target }) => setWide(target.checked)} />a
            line for each member
          </label>
        )}
      </div>
      <RawText text={isWide ? (lines ?? raw) : raw} />
    </>
  );
}

/** Where the record stands in its object, and what of it is not shown. */
function Place({ answer }: { readonly answer: RawAnswer }) {
  const { record, offset, bytes, covers } = answer;
  const cut = covers.limits.map((limit) => ` Cut after ${limit.limit}: ${limit.cut}.`);
  return (
    <div className="covers">
      record {countText((record ?? 0) + 1)} of the object, {bytesText(bytes ?? 0)} from byte{' '}
      {countText(offset ?? 0)} of its inflated text.{cut}
    </div>
  );
}
