import Button from '@cloudscape-design/components/button';
import type { FieldInfo, SimpleFilter } from '@levee/core/contract';
import { useId, useState } from 'react';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useNavigation } from '../state/navigation.tsx';

const OPERATORS = [
  ['equals', 'is'],
  ['in', 'is one of (by commas)'],
  ['contains', 'contains'],
  ['starts', 'begins with'],
  ['regex', 'matches (regular expression)'],
  ['cidr', 'is in network'],
  ['range', 'is between (a .. b)'],
  ['exists', 'exists'],
] as const;
type Operator = (typeof OPERATORS)[number][0];

const isOperator = (text: string): text is Operator => OPERATORS.some(([name]) => name === text);

interface FormProps {
  /** Table whose values are offered. */
  readonly table?: string;
  readonly fields: readonly FieldInfo[];
  readonly initial: SimpleFilter | undefined;
  readonly done: (filter: SimpleFilter | undefined) => void;
}

/** Makes or changes a filter. */
export function FilterForm({ fields, table, initial, done }: FormProps) {
  const list = useId();
  const valueList = useId();
  const [field, setField] = useState(initial === undefined || initial.op === 'any' ? '' : initial.field);
  const [operator, setOperator] = useState<Operator>(
    initial === undefined || initial.op === 'any' ? 'equals' : initial.op,
  );
  const [text, setText] = useState(initial === undefined ? '' : operandOf(initial));
  const [isNot, setNot] = useState(initial?.not === true);
  const values = useValues(
    table,
    fields.find(({ name }) => name === field.trim()),
  );
  const filter = filterOf({ field: field.trim(), operator, text, isNot }, fields);
  return (
    <form
      className="row notice"
      aria-label="Filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (filter !== undefined) done(filter);
      }}
    >
      <datalist id={list}>
        {fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={valueList}>
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <input
        className="plain-input"
        list={list}
        aria-label="Field"
        placeholder="field"
        value={field}
        onChange={(event) => setField(event.target.value)}
        autoFocus
      />
      <label className="row">
        <input type="checkbox" checked={isNot} onChange={(event) => setNot(event.target.checked)} /> not
      </label>
      <select
        className="plain-input"
        aria-label="Operator"
        value={operator}
        onChange={({ target }) => isOperator(target.value) && setOperator(target.value)}
      >
        {OPERATORS.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      {operator === 'exists' ? null : (
        <input
          className="plain-input"
          list={valueList}
          aria-label="Value"
          placeholder="value"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <Button formAction="submit" variant="primary" disabled={filter === undefined}>
        Apply
      </Button>
      <Button formAction="none" onClick={() => done(undefined)}>
        Cancel
      </Button>
    </form>
  );
}

const OFFERED = 20;

/** The most frequent values of a field in the time range, to choose from. */
function useValues(table: string | undefined, field: FieldInfo | undefined): readonly string[] {
  const { moments } = useNavigation();
  const isKnown =
    table !== undefined && field !== undefined && field.kind !== 'nested' && field.kind !== 'json';
  const top = useAnswer(
    'top',
    api.top,
    isKnown ? { table, range: moments, field: field.name, n: OFFERED } : undefined,
  );
  const values = isKnown ? (top.data?.values ?? []) : [];
  return values.flatMap(({ value }) => (value === null || typeof value === 'object' ? [] : [String(value)]));
}

function operandOf(filter: SimpleFilter): string {
  if (filter.op === 'exists') return '';
  if (filter.op === 'in') return filter.values.join(', ');
  if (filter.op === 'range') return `${filter.from ?? ''} .. ${filter.to ?? ''}`;
  return String(filter.value);
}

interface Draft {
  readonly field: string;
  readonly operator: Operator;
  readonly text: string;
  readonly isNot: boolean;
}

/** The filter that a draft means; undefined while it is not whole. */
export function filterOf(
  { field, operator, text, isNot }: Draft,
  fields: readonly FieldInfo[],
): SimpleFilter | undefined {
  const not = isNot ? { not: true } : {};
  if (field === '') return undefined;
  if (operator === 'exists') return { op: 'exists', field, ...not };
  const isNumber = fields.find(({ name }) => name === field)?.kind === 'number';
  const scalar = (part: string) =>
    isNumber && part.trim() !== '' && !Number.isNaN(Number(part)) ? Number(part) : part;
  if (text === '') return undefined;
  if (operator === 'equals') return { op: 'equals', field, value: scalar(text), ...not };
  if (operator === 'in')
    return { op: 'in', field, values: text.split(',').map((part) => scalar(part.trim())), ...not };
  if (operator === 'range') return rangeOf(text, { field, scalar, not });
  return { op: operator, field, value: text, ...not };
}

interface RangeParts {
  readonly field: string;
  readonly scalar: (part: string) => string | number;
  readonly not: { readonly not?: boolean };
}

function rangeOf(text: string, { field, scalar, not }: RangeParts): SimpleFilter | undefined {
  const [from = '', to = '', ...rest] = text.split('..').map((part) => part.trim());
  if (rest.length > 0 || (from === '' && to === '')) return undefined;
  return {
    op: 'range',
    field,
    ...(from === '' ? {} : { from: scalar(from) }),
    ...(to === '' ? {} : { to: scalar(to) }),
    ...not,
  };
}
