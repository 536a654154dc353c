import { useState } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { addressOf } from '../state/page-state.ts';

const KEY = 'levee-searches';
const MOST = 100;

interface Saved {
  readonly name: string;
  readonly address: string;
}

function read(): Saved[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found)
      ? (found as Saved[]).filter((each) => typeof each.name === 'string' && /^\/[a-z]*\?/.test(each.address))
      : [];
  } catch {
    return [];
  }
}

/** Questions kept in this browser, by name. */
export function SavedSearches() {
  const { state } = useNavigation();
  const [saved, setSaved] = useState(read);
  const [name, setName] = useState('');
  const keep = (list: readonly Saved[]) => {
    localStorage.setItem(KEY, JSON.stringify(list));
    setSaved([...list]);
  };
  return (
    <details>
      <summary>Saved searches ({saved.length})</summary>
      <div className="menu-title stack">
        {saved.map(({ name: each, address }) => (
          <div key={each} className="row">
            <a href={address}>{each}</a>
            <button
              type="button"
              className="small"
              aria-label={`Forget ${each}`}
              onClick={() => keep(saved.filter((other) => other.name !== each))}
            >
              ×
            </button>
          </div>
        ))}
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            const trimmed = name.trim();
            if (trimmed === '') return;
            keep(
              [
                ...saved.filter((other) => other.name !== trimmed),
                { name: trimmed, address: addressOf(state) },
              ].slice(-MOST),
            );
            setName('');
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
