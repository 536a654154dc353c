import type { BoardAnswer, BoardsAnswer, Filter, Panel } from '@levee/core/contract';
import { useRef } from 'react';
import { withFilter, type PageFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { PanelView } from './panel-view.tsx';

type PanelInfo = BoardsAnswer['boards'][number]['panels'][number];

interface BoardPanelProps {
  readonly panel: BoardAnswer['panels'][number];
  /** The same panel over the period before. */
  readonly before: Panel | undefined;
  /** Its conditions. */
  readonly info: PanelInfo | undefined;
  readonly table: string;
}

/** The field that Explore splits its chart by to show the same. */
function splitOf(panel: Panel): string | undefined {
  switch (panel.kind) {
    case 'top':
      return panel.fields[0];
    case 'map':
      return panel.field;
    case 'timeline':
    case 'lines':
      return panel.split ?? undefined;
    case 'number':
    case 'table':
      return undefined;
  }
}

/** The page's filters and a panel's own. */
const withAll = (filters: readonly PageFilter[], own: readonly Filter[]): readonly PageFilter[] =>
  own.reduce<readonly PageFilter[]>(withFilter, filters);

/** A panel of a board, and the ways on from it. */
export function BoardPanel({ panel, before, info, table }: BoardPanelProps) {
  const { go, state } = useNavigation();
  const element = useRef<HTMLElement>(null);
  const own = info?.filters ?? (panel.kind === 'table' ? panel.filters : []);
  const explore = () =>
    go({
      page: 'explore',
      table,
      filters: withAll(state.filters, own),
      split: splitOf(panel),
      columns: undefined,
      event: undefined,
    });
  const narrow = (name: string) => {
    const conditions = info?.metrics.find((metric) => metric.name === name)?.filters ?? [];
    if (conditions.length === 0) return undefined;
    return () => go({ filters: withAll(state.filters, [...own, ...conditions]) });
  };
  return (
    <section
      ref={element}
      className="panel"
      data-panel={panel.id}
      aria-label={panel.title}
      style={{ gridColumn: `span ${panel.span}` }}
    >
      <PanelView
        panel={panel}
        before={before}
        explore={explore}
        fullScreen={() => void element.current?.requestFullscreen()}
        narrow={narrow}
        isFlows={info?.look === 'flows'}
      />
    </section>
  );
}
