import { useState } from 'react';
import { Shortcuts } from './shortcuts.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { setSettings, useSettings, type Settings } from '../state/settings.ts';
import { zoneName } from '../state/zones.ts';

/** Name, the search for an entity, and what a person sets. */
export function TopBar() {
  const { go } = useNavigation();
  return (
    <header id="top" className="top-bar">
      <a
        href="/"
        className="brand"
        onClick={(event) => {
          event.preventDefault();
          go({ page: 'home' });
        }}
      >
        Levee
      </a>
      <Search />
      <div className="row choices">
        <Choice label="Theme" name="theme" options={['system', 'light', 'dark']} />
        <Choice label="Density" name="density" options={['comfortable', 'compact']} />
        <ZoneChoice />
        <Shortcuts />
      </div>
    </header>
  );
}

function Search() {
  const { go, state } = useNavigation();
  const [text, setText] = useState('');
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        const filters = state.filters.filter(({ isPinned }) => isPinned);
        go({ page: 'entity', value: text.trim(), filters });
      }}
    >
      <input
        className="plain-input"
        aria-label="Follow an address, ARN, access key, bucket, domain, JA4 or request id"
        placeholder="Follow an IP, CIDR, ARN, access key, bucket, domain, JA4, request id …"
        data-search
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: keyof Settings;
  readonly options: readonly string[];
}

function Choice({ label, name, options }: ChoiceProps) {
  const settings = useSettings();
  return (
    <select
      className="plain-input"
      aria-label={label}
      title={label}
      value={settings[name]}
      onChange={({ target }) => setSettings({ [name]: target.value })}
    >
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}

/** UTC, the browser's own, or any zone there is. */
function ZoneChoice() {
  const { zone } = useSettings();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <select
      className="plain-input zone"
      aria-label="Time zone"
      title="Time zone"
      value={zone}
      onChange={({ target }) => setSettings({ zone: target.value })}
    >
      <option value="UTC">UTC</option>
      <option value="local">
        {zoneName('local')} ({own})
      </option>
      <optgroup label="Time zones">
        {Intl.supportedValuesOf('timeZone')
          .filter((each) => each !== 'UTC')
          .map((each) => (
            <option key={each}>{each}</option>
          ))}
      </optgroup>
    </select>
  );
}
