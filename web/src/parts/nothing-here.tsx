import type { TableInfo } from '@levee/core/contract';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Empty } from './notices.tsx';
import { timeText } from './text.ts';

/** Says where the rows are, if there are any. */
export function NothingHere({ table }: { readonly table: TableInfo }) {
  const { state, go } = useNavigation();
  const { zone } = useSettings();
  const { newestEvent, firstEvent } = table;
  const toNewest = () => {
    const to = Date.parse(newestEvent ?? '') + 1000;
    go({
      range: {
        kind: 'absolute',
        from: new Date(to - 86_400_000).toISOString(),
        to: new Date(to).toISOString(),
      },
    });
  };
  return (
    <Empty title="No rows in this time range with these filters">
      {newestEvent === null
        ? 'The table is empty.'
        : `The table has events from ${timeText(firstEvent ?? newestEvent, zone)} to ${timeText(newestEvent, zone)}.`}{' '}
      {newestEvent === null ? null : (
        <button type="button" className="small" onClick={toNewest}>
          Show its last day
        </button>
      )}
      {state.filters.length === 0 ? null : (
        <button type="button" className="small" onClick={() => go({ filters: [] })}>
          Remove all filters
        </button>
      )}
    </Empty>
  );
}
