import { useEffect, useState } from 'react';
import { active, filterText } from '../state/filters.ts';
import { readKept, withKept, withoutKept, writeKept } from '../state/kept.ts';
import { useNavigation } from '../state/navigation.tsx';
import { addressOf, changed, type PageState } from '../state/page-state.ts';
import { rangeText } from '../state/time-range.ts';
import { KeptList } from './kept-list.tsx';

const KEY = 'levee-history';
/** A question that is looked at for less was on the way to another. */
const LOOKED_AT_MILLISECONDS = 1500;

/** What a question asks, in a line: its table, range and filters. */
export const questionText = (table: string, state: PageState): string =>
  [
    table,
    state.range.kind === 'relative' ? `last ${rangeText(state.range)}` : rangeText(state.range),
    ...active(state.filters).map(filterText),
  ].join(' · ');

/** The last questions that were asked of tables in this browser. */
export function SearchHistory({ table }: { readonly table: string }) {
  const { state } = useNavigation();
  const [asked, setAsked] = useState(() => readKept(KEY));
  const name = questionText(table, state);
  const address = addressOf(changed(state, { table, event: undefined }));
  useEffect(() => {
    const timer = setTimeout(() => {
      const list = withKept(readKept(KEY), { name, address });
      // A browser that keeps nothing has no history: that is its setting, not an error.
      if (writeKept(KEY, list)) setAsked(list);
    }, LOOKED_AT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [name, address]);
  const forget = (each: string) => {
    const list = withoutKept(asked, each);
    if (writeKept(KEY, list)) setAsked(list);
  };
  return (
    <details>
      <summary>History ({asked.length})</summary>
      <KeptList list={asked} forget={forget} />
    </details>
  );
}
