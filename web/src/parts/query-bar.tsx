import type { TableInfo } from '@levee/core/contract';
import { useId, useState } from 'react';
import { withFilter, type PageFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { parseQuery } from '../state/query-bar.ts';

/** Filters by typing: `client_ip:10.0.0.0/8 -action:ALLOW uri:*login*`; Enter adds them as pills. */
export function QueryBar({ table }: { readonly table: TableInfo }) {
  const { state, go } = useNavigation();
  const list = useId();
  const problemId = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = () => {
    const parsed = parseQuery(text, table.fields);
    if ('problem' in parsed) {
      setProblem(`${parsed.problem}: ${text.slice(parsed.at, parsed.at + 40) || 'at the end'}`);
      return;
    }
    const { filters } = parsed;
    go({ filters: filters.reduce<readonly PageFilter[]>(withFilter, state.filters) });
    setText('');
  };
  const last = /[\w.]*$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - last.length);
  return (
    <form
      className="stack"
      style={{ gap: 4 }}
      aria-label="Query"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <datalist id={list}>
        {table.fields.map(({ name }) => (
          <option key={name} value={`${before}${name}:`} />
        ))}
      </datalist>
      <input
        className="plain-input mono"
        list={list}
        aria-label="Filter by typing"
        aria-invalid={problem !== undefined}
        aria-describedby={problemId}
        placeholder="client_ip:10.0.0.0/8  -action:ALLOW  httprequest.uri:*login*   Enter adds"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setProblem(undefined);
        }}
      />
      <span id={problemId} role="status" style={{ color: 'var(--bad)' }}>
        {problem ?? ''}
      </span>
    </form>
  );
}
