import Button from '@cloudscape-design/components/button';
import type { EventAnswer, TableInfo, Value } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { copyText } from './copy-text.ts';
import { asked } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Asking } from './asking.tsx';
import { RawRecord } from './raw-record.tsx';
import { linesShown, shown, timeText, valueText } from './text.ts';
import { ValueText } from './value.tsx';

const MINUTE = 60_000;

/** One event with all its fields, where it came from, and what happened around it. */
export function EventPanel({ table, id }: { readonly table: TableInfo; readonly id: string }) {
  const { go } = useNavigation();
  const [wanted, setWanted] = useState('');
  const [view, setView] = useState<View>('fields');
  const [hasEmpty, setEmpty] = useState(false);
  const event = useAnswer('event', api.event, { table: table.name, id });
  const close = () => go({ event: undefined });
  return (
    <aside className="event stack" aria-label="Event" onKeyDown={({ key }) => key === 'Escape' && close()}>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <strong>Event</strong>
        <Button iconName="close" variant="icon" ariaLabel="Close the event" onClick={close} />
      </div>
      <Asking what="Opening" query={event} />
      {event.data === undefined || event.error !== null ? null : (
        <>
          <Around table={table} fields={event.data.fields} />
          <div className="row actions">
            <Views view={view} choose={setView} />
            <button
              type="button"
              className="small"
              onClick={() => void copyText(JSON.stringify(event.data.fields, null, 2))}
            >
              Copy as JSON
            </button>
            <label className="row check">
              <input type="checkbox" checked={hasEmpty} onChange={({ target }) => setEmpty(target.checked)} />
              empty fields too
            </label>
          </div>
          <input
            className="plain-input"
            aria-label="Find in the event"
            placeholder="find a field or value"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
          {view === 'json' ? <pre className="mono">{jsonText(event.data.fields, wanted)}</pre> : null}
          {view === 'fields' ? (
            <Fields fields={event.data.fields} wanted={wanted} hasEmpty={hasEmpty} />
          ) : null}
          {view === 'raw' ? <RawRecord key={id} table={table.name} id={id} /> : null}
          <Source {...event.data.source} />
        </>
      )}
    </aside>
  );
}

const VIEWS = { fields: 'Fields', json: 'All as JSON', raw: 'Raw text' } as const;
type View = keyof typeof VIEWS;

interface ViewsProps {
  readonly view: View;
  readonly choose: (view: View) => void;
}

/** How an event is shown: field by field, whole, or as AWS wrote it. */
const Views = ({ view, choose }: ViewsProps) =>
  (['fields', 'json', 'raw'] as const).map((each) => (
    <button
      key={each}
      type="button"
      className="small"
      aria-pressed={view === each}
      onClick={() => choose(each)}
    >
      {VIEWS[each]}
    </button>
  ));

/** The fields that tell whose an event is, the most telling first, with its values of them. */
function entitiesOf(table: TableInfo, fields: EventAnswer['fields']): [string, string][] {
  const leaves = new Map(leavesOf(fields));
  return table.entities.flatMap((field): [string, string][] => {
    const value = leaves.get(field);
    return typeof value === 'string' && value !== '' ? [[field, value]] : [];
  });
}

const OFFERED = 3;

/** What happened before and after: everything, or what the same address or name did. The event stays open. */
function Around({ table, fields }: { readonly table: TableInfo; readonly fields: EventAnswer['fields'] }) {
  const { go } = useNavigation();
  const time = Date.parse(valueText(fields['event_time']));
  if (Number.isNaN(time)) return null;
  const range = {
    kind: 'absolute',
    from: new Date(time - 5 * MINUTE).toISOString(),
    to: new Date(time + 5 * MINUTE).toISOString(),
  } as const;
  return (
    <div className="row actions" role="group" aria-label="Five minutes before and after">
      <span className="soft">± 5 min:</span>
      <button type="button" className="small" onClick={() => go({ range, filters: [] })}>
        everything
      </button>
      {entitiesOf(table, fields)
        .filter(([, value], at, all) => all.findIndex(([, other]) => other === value) === at)
        .slice(0, OFFERED)
        .map(([field, value]) => (
          <button
            key={field}
            type="button"
            className="small pill-text"
            title={`only ${field} ${shown(value)}`}
            onClick={() => go({ range, filters: [asked({ op: 'equals', field, value })] })}
          >
            {shown(value)}
          </button>
        ))}
    </div>
  );
}

/** Characters of an event that are shown as JSON; the copy has them all. */
const MOST_SHOWN = 200_000;

/** Characters of a list that are shown among the fields. */
const MOST_LIST = 20_000;

/** The event as JSON, only the lines with what is looked for. */
export function jsonText(fields: Readonly<Record<string, Value>>, wanted: string): string {
  const text = wanted.trim().toLowerCase();
  const lines = JSON.stringify(fields, null, 2).slice(0, MOST_SHOWN).split('\n');
  return linesShown(lines.filter((line) => line.toLowerCase().includes(text)).join('\n'));
}

interface SourceProps {
  readonly object: string | null;
  readonly ingestedAt: string | null;
}

/** The object that the record stood in, and when Levee read it. */
function Source({ object, ingestedAt }: SourceProps) {
  const { zone } = useSettings();
  return (
    <div className="covers">
      from {object === null ? 'an unknown object' : <ValueText field="source_object" value={object} />}
      {ingestedAt === null ? '' : `, read ${timeText(ingestedAt, zone)}`}
    </div>
  );
}

/** The leaves of an event: nested ones by their path; lists of objects as JSON. */
export function leavesOf(fields: Readonly<Record<string, Value>>, prefix = ''): [string, Value][] {
  return Object.entries(fields).flatMap(([name, value]): [string, Value][] => {
    const path = `${prefix}${name}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? leavesOf(value, `${path}.`) : [[path, value]];
  });
}

const isEmpty = (value: Value): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

interface FieldsProps {
  readonly fields: Readonly<Record<string, Value>>;
  readonly wanted: string;
  readonly hasEmpty: boolean;
}

function Fields({ fields, wanted, hasEmpty }: FieldsProps) {
  const text = wanted.trim().toLowerCase();
  const found = leavesOf(fields)
    .filter(([, value]) => hasEmpty || !isEmpty(value))
    .filter(([path, value]) => `${path} ${JSON.stringify(value)}`.toLowerCase().includes(text));
  return (
    <dl className="kv">
      {found.map(([path, value]) => (
        <Leaf key={path} path={path} value={value} />
      ))}
    </dl>
  );
}

function Leaf({ path, value }: { readonly path: string; readonly value: Value }) {
  const isText = Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null);
  const each = Array.isArray(value) ? value : [value];
  return (
    <>
      <dt>{path}</dt>
      <dd>
        {isText ? (
          <span className="mono">{linesShown(JSON.stringify(value, null, 1).slice(0, MOST_LIST))}</span>
        ) : (
          each.map((one, at) => (
            <div key={`${at}${JSON.stringify(one)}`}>
              <ValueText field={path} value={one} />
            </div>
          ))
        )}
      </dd>
    </>
  );
}
