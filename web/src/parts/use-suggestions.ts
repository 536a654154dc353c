import type { FieldInfo, Filter, TableInfo } from '@levee/core/contract';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { fieldsFor, termOf, typingAt, type Typing } from '../state/completion.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { shareText, shown } from './text.ts';

/** Something that could be typed next. */
export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  /** What it puts in the place of `from` to the caret. */
  readonly text: string;
  readonly from: number;
}

const WAIT_MILLISECONDS = 150;
const OFFERED = 12;

/** The text as it was when typing paused. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), WAIT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** Fields by name, and values as they are in the rows of the time range and filters, most frequent first. */
export function useSuggestions(before: string, table: TableInfo, isOpen: boolean): readonly Suggestion[] {
  const typing = isOpen ? typingAt(before, table.fields) : undefined;
  const values = useValues(typing, table);
  if (typing === undefined) return [];
  if (typing.kind === 'field')
    return fieldsFor(typing.typed, table.fields).map(({ name, type, about }) => ({
      label: name,
      detail: about === '' ? type : `${type} · ${about}`,
      text: `${name}:`,
      from: typing.from,
    }));
  return values.flatMap(({ value, share }) => {
    const term = termOf(value, typing.isListed);
    const label = typeof value === 'string' ? value : JSON.stringify(value);
    if (term === undefined || !label.startsWith(typing.typed)) return [];
    const text = typing.isListed ? term : `${term} `;
    return { label: shown(label), detail: shareText(share), text, from: typing.from };
  });
}

/** The most frequent values of the field that is typed, of those that begin with what is typed. */
function useValues(typing: Typing | undefined, table: TableInfo) {
  const { state, moments } = useNavigation();
  const typed = usePaused(typing?.typed ?? '');
  const field = countedField(typing);
  const top = useAnswer(
    'top',
    api.top,
    field === undefined
      ? undefined
      : {
          table: table.name,
          range: moments,
          field: field.name,
          filters: [...active(state.filters), ...beginning(field, typed)],
          n: OFFERED,
        },
  );
  // What is kept from the question before may be of another field.
  const isOwn = field !== undefined && !top.isPlaceholderData;
  return (isOwn ? top.data?.values : undefined) ?? [];
}

/** The field whose values are typed, where they can be counted. */
function countedField(typing: Typing | undefined): FieldInfo | undefined {
  if (typing?.kind !== 'value') return undefined;
  return typing.field.kind === 'nested' || typing.field.kind === 'json' ? undefined : typing.field;
}

const beginning = ({ kind, name }: FieldInfo, typed: string): Filter[] =>
  kind === 'text' && typed !== '' ? [{ op: 'starts', field: name, value: typed }] : [];
