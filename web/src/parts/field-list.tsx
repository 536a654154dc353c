import type { FieldInfo, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { keepColumns } from '../state/table-columns.ts';
import { Asking } from './asking.tsx';
import { Limits } from './covers.tsx';
import { countText, shareText } from './text.ts';
import { ValueText } from './value.tsx';

interface FieldListProps {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}

/** On narrower screens the list is opened when it is wanted: rows come first. */
const WIDE_PIXELS = 900;

/** The fields of a table: those shown first. A click tells a field's most frequent values. */
export function FieldList({ table, columns }: FieldListProps) {
  const [wanted, setWanted] = useState('');
  const [open, setOpen] = useState<string>();
  const [isShown, setShown] = useState(window.innerWidth >= WIDE_PIXELS);
  const matching = table.fields.filter(({ name }) => name.includes(wanted.trim().toLowerCase()));
  const shown = matching.filter(({ name }) => columns.includes(name));
  const rest = matching.filter(({ name }) => !columns.includes(name));
  const list = (fields: readonly FieldInfo[]) =>
    fields.map((field) => (
      <Field
        key={field.name}
        field={field}
        table={table}
        columns={columns}
        isOpen={open === field.name}
        toggle={() => setOpen(open === field.name ? undefined : field.name)}
      />
    ));
  if (!isShown)
    return (
      <button type="button" className="small" onClick={() => setShown(true)}>
        Fields ▾ ({table.fields.length})
      </button>
    );
  return (
    <nav className="fields" aria-label="Fields">
      <input
        className="plain-input"
        style={{ width: '100%', boxSizing: 'border-box' }}
        aria-label="Find a field"
        placeholder="find a field"
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
      />
      <div className="soft">Shown</div>
      {list(shown)}
      <div className="soft">All</div>
      {list(rest)}
    </nav>
  );
}

interface FieldProps extends FieldListProps {
  readonly field: FieldInfo;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

const SIGNS: Readonly<Record<FieldInfo['kind'], string>> = {
  text: 't',
  number: '#',
  boolean: '?',
  time: '@',
  json: '{}',
  nested: '{}',
};

function Field({ field, table, columns, isOpen, toggle }: FieldProps) {
  const { go } = useNavigation();
  const isShown = columns.includes(field.name);
  const change = isShown ? columns.filter((name) => name !== field.name) : [...columns, field.name];
  return (
    <div>
      <div className="row" style={{ flexWrap: 'nowrap', gap: 2 }}>
        <button
          type="button"
          className="field"
          aria-expanded={isOpen}
          title={`${field.name}\n${field.type}: ${field.about}`}
          aria-label={field.name}
          onClick={toggle}
        >
          <span className="sign soft mono" data-sign={SIGNS[field.kind]} aria-hidden />
          <span className="end">
            <bdi dir="ltr">{field.name}</bdi>
          </span>
        </button>
        <button
          type="button"
          className="small"
          aria-label={`${isShown ? 'Hide' : 'Show'} column ${field.name}`}
          disabled={change.length === 0}
          onClick={() => {
            keepColumns(table.name, change);
            go({ columns: change });
          }}
        >
          {isShown ? '−' : '+'}
        </button>
      </div>
      {isOpen ? <TopValues table={table} field={field} /> : null}
    </div>
  );
}

function TopValues({ table, field }: { readonly table: TableInfo; readonly field: FieldInfo }) {
  const { state, moments, go } = useNavigation();
  const isCounted = field.kind !== 'nested' && field.kind !== 'json';
  const top = useAnswer(
    'top',
    api.top,
    isCounted
      ? { table: table.name, range: moments, filters: active(state.filters), field: field.name, n: 10 }
      : undefined,
  );
  if (!isCounted) return <p className="soft">Nested: open an event to see it.</p>;
  if (top.data === undefined || top.error !== null) return <Asking what="Counting" query={top} />;
  const { values, distinct, missing, total, covers } = top.data;
  const filled = total === 0 ? 0 : 1 - missing / total;
  return (
    <div style={{ padding: '4px 8px' }}>
      {values.map(({ value, count, share }) => (
        <div key={JSON.stringify(value)}>
          <div className="row" style={{ flexWrap: 'nowrap', justifyContent: 'space-between' }}>
            <ValueText field={field.name} value={value} />
            <span className="soft share-text">{shareText(share)}</span>
          </div>
          <div className="bar" style={{ width: `${Math.max(1, share * 100)}%` }} title={countText(count)} />
        </div>
      ))}
      <p className="soft">
        {countText(distinct)} different values, all rows counted; {shareText(filled)} of {countText(total)}{' '}
        rows have one.{' '}
        <button type="button" className="small" onClick={() => go({ split: field.name })}>
          Split the chart by it
        </button>
      </p>
      <Limits limits={covers.limits} />
    </div>
  );
}
