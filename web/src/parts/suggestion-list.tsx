import { useEffect, useRef } from 'react';
import type { Suggestion } from './use-suggestions.ts';

interface ListProps {
  /** Of the combobox; its list is named after it. */
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly at: number;
  readonly take: (suggestion: Suggestion) => void;
}

/** What could be typed next; a click or Enter takes it, the focus stays where one types. */
export function SuggestionList({ id, suggestions, at, take }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children.item(at)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ul
      ref={list}
      id={`${id}list`}
      role="listbox"
      aria-label="Suggestions"
      className="suggestions"
      hidden={suggestions.length === 0}
    >
      {suggestions.map((suggestion, index) => (
        <li
          key={suggestion.text}
          id={`${id}${index}`}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => {
            event.preventDefault();
            take(suggestion);
          }}
        >
          <span className="mono">{suggestion.label}</span> <span className="soft">{suggestion.detail}</span>
        </li>
      ))}
    </ul>
  );
}
