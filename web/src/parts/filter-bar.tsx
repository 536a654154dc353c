import Button from '@cloudscape-design/components/button';
import type { FieldInfo, SimpleFilter } from '@levee/core/contract';
import { useState } from 'react';
import { alternatives, asked, orElse, withAlternative, type PageFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { FilterForm } from './filter-form.tsx';
import { Pill } from './pill.tsx';

/** What the form is open for: a new filter, or a condition of one; behind its last condition, one more by OR. */
type Editing = 'new' | { readonly filter: number; readonly part: number };

interface FilterBarProps {
  readonly fields: readonly FieldInfo[];
  readonly table?: string;
}

/** The filters as pills: each can be changed, widened by OR, turned round, switched off, kept for all pages, or taken away. */
export function FilterBar({ fields, table }: FilterBarProps) {
  const { state, go } = useNavigation();
  const [editing, setEditing] = useState<Editing>();
  const { filters } = state;
  const set = (at: number, change: PageFilter | undefined) =>
    go({ filters: filters.flatMap((each, index) => (index === at ? (change ?? []) : each)) });
  const done = (condition: SimpleFilter | undefined) => {
    setEditing(undefined);
    if (condition === undefined || editing === undefined) return;
    if (editing === 'new') return go({ filters: [...filters, asked(condition)] });
    const each = filters[editing.filter];
    if (each !== undefined) set(editing.filter, edited(each, editing.part, condition));
  };
  return (
    <div className="stack" aria-label="Filters" role="group">
      <div className="row">
        {filters.map((each, at) => (
          <Pill
            key={JSON.stringify(each)}
            each={each}
            set={(change) => set(at, change)}
            edit={(part) => setEditing({ filter: at, part })}
          />
        ))}
        <Button iconName="add-plus" variant="inline-link" onClick={() => setEditing('new')}>
          Add filter
        </Button>
        {filters.length > 1 ? (
          <Button variant="inline-link" onClick={() => go({ filters: [] })}>
            Remove all
          </Button>
        ) : null}
      </div>
      {editing === undefined ? null : (
        <FilterForm
          key={JSON.stringify(editing)}
          fields={fields}
          {...(table === undefined ? {} : { table })}
          initial={initialOf(filters, editing)}
          done={done}
        />
      )}
    </div>
  );
}

/** The condition that is changed; undefined for a new one. */
function initialOf(filters: readonly PageFilter[], editing: Editing): SimpleFilter | undefined {
  if (editing === 'new') return undefined;
  const filter = filters[editing.filter]?.filter;
  return filter === undefined ? undefined : alternatives(filter)[editing.part];
}

/** A filter with one condition changed, or one more. */
function edited(each: PageFilter, part: number, condition: SimpleFilter): PageFilter {
  const { filter } = each;
  const isMore = part >= alternatives(filter).length;
  const change = isMore ? orElse(filter, condition) : withAlternative(filter, part, condition);
  return { ...each, filter: change ?? condition };
}
