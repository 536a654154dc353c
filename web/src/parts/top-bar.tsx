import { useState } from 'react';
import { Shortcuts } from './shortcuts.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { setSettings, useSettings, type Settings } from '../state/settings.ts';

/** Name, the search for an entity, and what a person sets. */
export function TopBar() {
  const { go, state } = useNavigation();
  const settings = useSettings();
  const [text, setText] = useState('');
  return (
    <header
      id="top"
      className="row"
      style={{
        padding: '6px 16px',
        borderBottom: '1px solid var(--line)',
        background: 'var(--paper-soft)',
        position: 'sticky',
        top: 0,
        zIndex: 1001,
      }}
    >
      <a
        href="/"
        style={{ fontWeight: 700, color: 'var(--ink)', textDecoration: 'none', fontSize: 18 }}
        onClick={(event) => {
          event.preventDefault();
          go({ page: 'home' });
        }}
      >
        Levee
      </a>
      <form
        role="search"
        style={{ flex: '1 1 220px' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '')
            go({
              page: 'entity',
              value: text.trim(),
              filters: state.filters.filter(({ isPinned }) => isPinned),
            });
        }}
      >
        <input
          className="plain-input"
          style={{ width: '100%', boxSizing: 'border-box', maxWidth: 560 }}
          aria-label="Follow an address, ARN, access key, bucket, domain, JA4 or request id"
          placeholder="Follow an IP, CIDR, ARN, access key, bucket, domain, JA4, request id …"
          data-search
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
      <Choice label="Theme" name="theme" options={['system', 'light', 'dark']} settings={settings} />
      <Choice label="Density" name="density" options={['comfortable', 'compact']} settings={settings} />
      <Choice label="Time zone" name="zone" options={['UTC', 'local']} settings={settings} />
      <Shortcuts />
    </header>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: keyof Settings;
  readonly options: readonly string[];
  readonly settings: Settings;
}

const Choice = ({ label, name, options, settings }: ChoiceProps) => (
  <select
    className="plain-input"
    aria-label={label}
    value={settings[name]}
    onChange={({ target }) => setSettings({ [name]: target.value })}
  >
    {options.map((option) => (
      <option key={option}>{option}</option>
    ))}
  </select>
);
