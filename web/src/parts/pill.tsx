import type { SimpleFilter } from '@levee/core/contract';
import { alternatives, filterText, negated, withAlternative, type PageFilter } from '../state/filters.ts';
import { shown } from './text.ts';

interface PillProps {
  readonly each: PageFilter;
  readonly set: (change: PageFilter | undefined) => void;
  /** Opens the form for a condition by its place; behind the last: for one more. */
  readonly edit: (part: number) => void;
}

/** One filter, and what can be done with it. */
export function Pill({ each, set, edit }: PillProps) {
  const { filter, isDisabled, isPinned } = each;
  const text = shown(filterText(filter));
  const conditions = alternatives(filter);
  const isNot = filter.not === true;
  const isGroup = conditions.length > 1;
  const action = (name: string, sign: string, act: () => void) => (
    <button type="button" className="small" aria-label={`${name}: ${text}`} title={name} onClick={act}>
      {sign}
    </button>
  );
  return (
    <span className={['pill', isDisabled ? 'disabled' : '', isNot ? 'excluded' : ''].join(' ')}>
      {isGroup && isNot ? <strong>not</strong> : null}
      {conditions.map((condition, at) => (
        <Condition
          key={JSON.stringify(condition)}
          condition={condition}
          isFirst={at === 0}
          edit={() => edit(at)}
          {...(isGroup ? { remove: () => set(without(each, at)) } : {})}
        />
      ))}
      {action('Or another condition', 'OR', () => edit(conditions.length))}
      {action(isNot ? 'Include' : 'Exclude', '¬', () => set({ ...each, filter: negated(filter) }))}
      {action(isDisabled ? 'Switch on' : 'Switch off', isDisabled ? '○' : '●', () =>
        set({ ...each, isDisabled: !isDisabled }),
      )}
      {action(isPinned ? 'Unpin' : 'Pin for all tables', isPinned ? '★' : '☆', () =>
        set({ ...each, isPinned: !isPinned }),
      )}
      {action('Remove', '×', () => set(undefined))}
    </span>
  );
}

function without(each: PageFilter, at: number): PageFilter | undefined {
  const filter = withAlternative(each.filter, at, undefined);
  return filter === undefined ? undefined : { ...each, filter };
}

interface ConditionProps {
  readonly condition: SimpleFilter;
  readonly isFirst: boolean;
  readonly edit: () => void;
  /** Present where it is one of several. */
  readonly remove?: () => void;
}

function Condition({ condition, isFirst, edit, remove }: ConditionProps) {
  const text = shown(filterText(condition));
  return (
    <>
      {isFirst ? null : <strong className="soft">or</strong>}
      <button type="button" className="value pill-text" title="Change it" onClick={edit}>
        {text}
      </button>
      {remove === undefined ? null : (
        <button type="button" className="small" aria-label={`Take away: ${text}`} onClick={remove}>
          ×
        </button>
      )}
    </>
  );
}
