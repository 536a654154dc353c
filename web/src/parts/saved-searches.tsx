import { useState } from 'react';
import { readKept, withKept, withoutKept, writeKept, type Kept } from '../state/kept.ts';
import { useNavigation } from '../state/navigation.tsx';
import { addressOf } from '../state/page-state.ts';
import { KeptList } from './kept-list.tsx';
import { say } from './said.tsx';

const KEY = 'levee-searches';

/** Questions kept in this browser, by name. */
export function SavedSearches() {
  const { state } = useNavigation();
  const [saved, setSaved] = useState(() => readKept(KEY));
  const [name, setName] = useState('');
  const keep = (list: readonly Kept[]) => {
    if (writeKept(KEY, list)) setSaved(list);
    else say('The browser keeps no more for this page: forget a saved search');
  };
  const save = () => {
    const trimmed = name.trim();
    if (trimmed === '') return;
    keep(withKept(saved, { name: trimmed, address: addressOf(state) }));
    setName('');
  };
  return (
    <details>
      <summary>Saved searches ({saved.length})</summary>
      <div className="stack">
        <KeptList list={saved} forget={(each) => keep(withoutKept(saved, each))} />
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <input
            className="plain-input"
            aria-label="Name of the search"
            placeholder="name"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="small">
            Save this search
          </button>
        </form>
      </div>
    </details>
  );
}
