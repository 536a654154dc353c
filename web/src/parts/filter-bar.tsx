import Button from '@cloudscape-design/components/button';
import type { FieldInfo } from '@levee/core/contract';
import { useState } from 'react';
import { filterText, negated, type PageFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { FilterForm } from './filter-form.tsx';
import { shown } from './text.ts';

/** The filters as pills: each can be turned round, switched off, kept for all pages, changed or taken away. */
export function FilterBar({
  fields,
  table,
}: {
  readonly fields: readonly FieldInfo[];
  readonly table?: string;
}) {
  const { state, go } = useNavigation();
  const [editing, setEditing] = useState<number | 'new'>();
  const { filters } = state;
  const set = (at: number, change: PageFilter | undefined) =>
    go({ filters: filters.flatMap((each, index) => (index === at ? (change ?? []) : each)) });
  return (
    <div className="stack" aria-label="Filters" role="group">
      <div className="row">
        {filters.map((each, at) => (
          <Pill
            key={JSON.stringify(each)}
            each={each}
            set={(change) => set(at, change)}
            edit={() => setEditing(at)}
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
          key={String(editing)}
          fields={fields}
          {...(table === undefined ? {} : { table })}
          initial={editing === 'new' ? undefined : filters[editing]?.filter}
          done={(filter) => {
            setEditing(undefined);
            if (filter === undefined) return;
            const fresh = { filter, isDisabled: false, isPinned: false };
            if (editing === 'new') go({ filters: [...filters, fresh] });
            else set(editing, { ...(filters[editing] ?? fresh), filter });
          }}
        />
      )}
    </div>
  );
}

interface PillProps {
  readonly each: PageFilter;
  readonly set: (change: PageFilter | undefined) => void;
  readonly edit: () => void;
}

function Pill({ each, set, edit }: PillProps) {
  const text = shown(filterText(each.filter));
  const classes = [
    'pill',
    each.isDisabled ? 'disabled' : '',
    each.filter.not === true ? 'excluded' : '',
  ].join(' ');
  const action = (name: string, sign: string, act: () => void) => (
    <button type="button" className="small" aria-label={`${name}: ${text}`} title={name} onClick={act}>
      {sign}
    </button>
  );
  return (
    <span className={classes}>
      <span className="pill-text" title={text}>
        {text}
      </span>
      {action('Change', '✎', edit)}
      {action(each.filter.not === true ? 'Include' : 'Exclude', '¬', () =>
        set({ ...each, filter: negated(each.filter) }),
      )}
      {action(each.isDisabled ? 'Switch on' : 'Switch off', each.isDisabled ? '○' : '●', () =>
        set({ ...each, isDisabled: !each.isDisabled }),
      )}
      {action(each.isPinned ? 'Unpin' : 'Pin for all tables', each.isPinned ? '★' : '☆', () =>
        set({ ...each, isPinned: !each.isPinned }),
      )}
      {action('Remove', '×', () => set(undefined))}
    </span>
  );
}
