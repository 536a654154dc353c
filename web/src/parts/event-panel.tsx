import Button from '@cloudscape-design/components/button';
import type { TableInfo, Value } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { copyText } from './copy-text.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Problem, Waiting } from './notices.tsx';
import { shown, timeText, valueText } from './text.ts';
import { ValueText } from './value.tsx';

const MINUTE = 60_000;

/** One event with all its fields, where it came from, and what happened around it. */
export function EventPanel({ table, id }: { readonly table: TableInfo; readonly id: string }) {
  const { state, go } = useNavigation();
  const [wanted, setWanted] = useState('');
  const [isWhole, setWhole] = useState(false);
  const event = useAnswer('event', api.event, { table: table.name, id });
  const close = () => go({ event: undefined });
  const around = () => {
    const time = Date.parse(valueText(event.data?.fields['event_time']));
    if (!Number.isNaN(time))
      go({
        range: {
          kind: 'absolute',
          from: new Date(time - 5 * MINUTE).toISOString(),
          to: new Date(time + 5 * MINUTE).toISOString(),
        },
        filters: state.filters.filter(({ isPinned }) => isPinned),
      });
  };
  return (
    <aside className="event stack" aria-label="Event" onKeyDown={({ key }) => key === 'Escape' && close()}>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <strong>Event</strong>
        <Button iconName="close" variant="icon" ariaLabel="Close the event" onClick={close} />
      </div>
      {event.error === null ? null : <Problem error={event.error} />}
      {event.data === undefined ? (
        <Waiting what="Opening" />
      ) : (
        <>
          <div className="row">
            <Button onClick={around}>What happened around it</Button>
            <Button onClick={() => void copyText(JSON.stringify(event.data.fields, null, 2))}>
              Copy as JSON
            </Button>
            <Button onClick={() => setWhole(!isWhole)}>{isWhole ? 'Fields' : 'JSON'}</Button>
          </div>
          <input
            className="plain-input"
            aria-label="Find in the event"
            placeholder="find a field or value"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
          {isWhole ? (
            <pre className="mono">{jsonText(event.data.fields, wanted)}</pre>
          ) : (
            <Fields fields={event.data.fields} wanted={wanted} />
          )}
          <Source {...event.data.source} />
        </>
      )}
    </aside>
  );
}

/** Characters of an event that are shown as JSON; the copy has them all. */
const MOST_SHOWN = 200_000;

/** The event as JSON, only the lines with what is looked for. */
export function jsonText(fields: Readonly<Record<string, Value>>, wanted: string): string {
  const text = wanted.trim().toLowerCase();
  const lines = JSON.stringify(fields, null, 2).slice(0, MOST_SHOWN).split('\n');
  return lines
    .filter((line) => line.toLowerCase().includes(text))
    .map(shown)
    .join('\n');
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

function Fields({
  fields,
  wanted,
}: {
  readonly fields: Readonly<Record<string, Value>>;
  readonly wanted: string;
}) {
  const text = wanted.trim().toLowerCase();
  const found = leavesOf(fields)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
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
          <span className="mono">{shown(JSON.stringify(value, null, 1).slice(0, 20_000))}</span>
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
