import Button from '@cloudscape-design/components/button';
import { useQueries } from '@tanstack/react-query';
import type { EntityAnswer, Filter, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useList } from '../api/use-answer.ts';
import { asked } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { keepNote, noteOf } from '../state/notes.ts';
import { useSettings } from '../state/settings.ts';
import { copyText } from './copy-text.ts';
import { factsOf } from './entity-facts.ts';
import { say } from './said.tsx';
import { countOf, shareText, shown, timeText } from './text.ts';
import { ValueText } from './value.tsx';

const KINDS: Readonly<Record<EntityAnswer['kind'], string>> = {
  ip: 'IP address',
  cidr: 'network',
  arn: 'ARN',
  'access-key': 'access key',
  account: 'AWS account',
  instance: 'EC2 instance',
  'network-interface': 'network interface',
  bucket: 'bucket',
  domain: 'domain',
  ja4: 'JA4 fingerprint',
  ja3: 'JA3 fingerprint',
  'request-id': 'request id',
  text: 'text',
};

/** What a value is, when it was seen, and what was noted of it. */
export function EntityHead({ answer }: { readonly answer: EntityAnswer }) {
  const { value, kind, tables } = answer;
  const { zone } = useSettings();
  const total = tables.reduce((sum, { count }) => sum + count, 0);
  const times = (key: 'first' | 'last') => tables.flatMap((table) => table[key] ?? []).toSorted();
  const first = times('first')[0];
  const last = times('last').at(-1);
  return (
    <section className="panel entity-head" aria-label="What it is">
      <div>
        <div className="row">
          <span className="mono entity-value">{shown(value)}</span>
          <span className="tag">{KINDS[kind]}</span>
          <Ways answer={answer} />
        </div>
        <p>
          {first === undefined || last === undefined
            ? 'No table has it in this time range: choose a longer one.'
            : `${countOf(total, 'row')} in ${countOf(tables.filter(({ count }) => count > 0).length, 'table')}, first ${timeText(first, zone)}, last ${timeText(last, zone)}`}
        </p>
        <dl className="facts">
          {factsOf(kind, value).map(({ name, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <Countries answer={answer} />
        </dl>
      </div>
      <Note key={value} value={value} />
    </section>
  );
}

/** The ways on: a copy, and the same search as filters. */
function Ways({ answer: { value, kind } }: { readonly answer: EntityAnswer }) {
  const { go } = useNavigation();
  const filter: Filter =
    kind === 'cidr'
      ? { op: 'cidr', field: 'ips', value }
      : { op: 'any', fields: ['ips', 'principals', 'resources'], value };
  return (
    <>
      <Button variant="inline-link" onClick={() => void copyText(value)}>
        Copy
      </Button>
      <Button variant="inline-link" onClick={() => go({ page: 'hunt', filters: [asked(filter)] })}>
        Hunt with more filters
      </Button>
    </>
  );
}

const isCountry = (name: string): boolean => /(?:^|\.)country$/.test(name);
const SHOWN = 4;

/** The countries that the logs themselves give for it, and which log says so. */
function Countries({ answer }: { readonly answer: EntityAnswer }) {
  const { moments } = useNavigation();
  const { data } = useList('tables', api.tables);
  const fieldOf = (name: string) =>
    data?.tables
      .find((table: TableInfo) => table.name === name)
      ?.fields.find((field) => isCountry(field.name));
  const isPlace = answer.kind === 'ip' || answer.kind === 'cidr';
  const asks = isPlace
    ? answer.tables.flatMap(({ table, count, filters }) => {
        const field = fieldOf(table)?.name;
        return count === 0 || field === undefined
          ? []
          : [{ table, field, n: SHOWN, range: moments, filters }];
      })
    : [];
  const answers = useQueries({
    queries: asks.map((request) => ({
      queryKey: ['top', request],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.top(request, signal),
    })),
  });
  return asks.map(({ table, field }, at) => (
    <div key={table}>
      <dt>country</dt>
      <dd>
        {(answers[at]?.data?.values ?? []).map(({ value, share }) => (
          <span key={JSON.stringify(value)} className="outcome">
            <ValueText field={field} value={value} table={table} /> {shareText(share)}
          </span>
        ))}
        <span className="soft">as {table} has it</span>
      </dd>
    </div>
  ));
}

/** What a person writes down of it; kept in this browser. */
function Note({ value }: { readonly value: string }) {
  const [text, setText] = useState(() => noteOf(value));
  const keep = () => {
    if (text !== noteOf(value) && !keepNote(value, text))
      say('The browser keeps no more notes, or this one is too long');
  };
  return (
    <label className="note">
      <span className="soft">Notes, kept in this browser</span>
      <textarea
        className="plain-input"
        rows={3}
        placeholder="what is known of it"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={keep}
      />
    </label>
  );
}
