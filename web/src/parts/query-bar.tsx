import type { TableInfo } from '@levee/core/contract';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { withFilter, type PageFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { parseQuery } from '../state/query-bar.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useSuggestions, type Suggestion } from './use-suggestions.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const NONE = -1;

/** Filters by typing: `client_ip:10.0.0.0/8 -action:ALLOW uri:*login*`; Enter adds them as pills. */
export function QueryBar({ table }: { readonly table: TableInfo }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(NONE);
  const { problem, forget, add } = useAdding(table);
  const suggestions = useSuggestions(text.slice(0, caret), table, isOpen);
  const chosen = isOpen ? suggestions[at] : undefined;
  const type = (next: string, position: number) => {
    setText(next);
    setCaret(position);
    setAt(NONE);
    setOpen(true);
    forget();
  };
  const take = (suggestion: Suggestion) => {
    const before = text.slice(0, suggestion.from) + suggestion.text;
    type(before + text.slice(caret).trimStart(), before.length);
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by !== undefined && suggestions.length > 0) {
      const places = suggestions.length + 1;
      setAt(((at + 1 + by + places) % places) - 1);
    } else if (by !== undefined) setOpen(true);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <form
      className="stack query-bar"
      aria-label="Query"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        if (add(text)) setText('');
      }}
    >
      <input
        ref={input}
        className="plain-input mono"
        role="combobox"
        aria-expanded={isOpen && suggestions.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `${id}${at}` })}
        aria-label="Filter by typing"
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}problem`}
        placeholder="client_ip:10.0.0.0/8  -action:ALLOW  httprequest.uri:*login*   Enter adds"
        autoComplete="off"
        spellCheck={false}
        data-shortcut="/"
        value={text}
        onChange={({ target }) => type(target.value, target.selectionStart ?? target.value.length)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <SuggestionList id={id} suggestions={isOpen ? suggestions : []} at={at} take={take} />
      <span id={`${id}problem`} role="status" className="bad">
        {problem ?? ''}
      </span>
    </form>
  );
}

/** Reads a line and adds its filters, or tells where it can't be read. */
function useAdding(table: TableInfo) {
  const { state, go } = useNavigation();
  const [problem, setProblem] = useState<string>();
  const add = (text: string): boolean => {
    const parsed = parseQuery(text, table.fields);
    if ('problem' in parsed) {
      setProblem(`${parsed.problem}: ${text.slice(parsed.at, parsed.at + 40) || 'at the end'}`);
      return false;
    }
    go({ filters: parsed.filters.reduce<readonly PageFilter[]>(withFilter, state.filters) });
    return true;
  };
  return { problem, forget: () => setProblem(undefined), add };
}
