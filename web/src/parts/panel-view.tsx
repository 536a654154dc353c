import Icon from '@cloudscape-design/components/icon';
import type { Panel } from '@levee/core/contract';
import { useRef, useState } from 'react';
import { useSettings } from '../state/settings.ts';
import { copyText } from './copy-text.ts';
import { PanelContent, type Narrow } from './panel-content.tsx';
import { csvOf, panelTable } from './panel-table.ts';
import { PlainTable } from './plain-table.tsx';
import { MenuButton } from './menu-button.tsx';
import type { Action } from './popup-menu.tsx';
import { saveFile } from './save-file.ts';
import { savePictureOf } from './save-picture.ts';

interface PanelViewProps {
  readonly panel: Panel;
  readonly before: Panel | undefined;
  readonly explore: () => void;
  readonly fullScreen: () => void;
  readonly narrow: Narrow;
  readonly isFlows: boolean;
}

/** A panel's head and content; any can be seen as a table, opened in Explore, copied as SQL and saved. */
export function PanelView({ panel, before, explore, fullScreen, narrow, isFlows }: PanelViewProps) {
  const [isTable, setTable] = useState(false);
  const { zone } = useSettings();
  const head = useRef<HTMLDivElement>(null);
  const table = panelTable(panel, zone);
  const isDrawn = panel.kind === 'timeline' || panel.kind === 'lines' || panel.kind === 'map';
  const actions: readonly Action[] = [
    { name: isTable ? 'View as it was' : 'View as table', act: () => setTable(!isTable) },
    { name: 'Open in Explore', act: explore },
    { name: 'Copy its SQL', act: () => void copyText(panel.sql) },
    { name: 'Full screen', act: fullScreen },
    {
      name: 'Save as CSV',
      act: () => saveFile(new Blob([csvOf(table)], { type: 'text/csv' }), `${panel.id}.csv`),
    },
    ...(isDrawn && !isTable
      ? [{ name: 'Save as picture (PNG)', act: () => void savePictureOf(head.current, panel.id) }]
      : []),
  ];
  return (
    <>
      <div ref={head} className="row panel-head">
        <h3>{panel.title}</h3>
        <button
          type="button"
          className="small"
          aria-pressed={isTable}
          title="View as table"
          aria-label={`View ${panel.title} as table`}
          onClick={() => setTable(!isTable)}
        >
          <Icon name="view-vertical" />
        </button>
        <button
          type="button"
          className="small"
          title="Open in Explore"
          aria-label={`Open ${panel.title} in Explore`}
          onClick={explore}
        >
          <Icon name="search" />
        </button>
        <MenuButton label={`More of ${panel.title}`} actions={actions}>
          <Icon name="ellipsis" />
        </MenuButton>
      </div>
      {isTable ? (
        <PlainTable table={table} title={panel.title} />
      ) : (
        <PanelContent panel={panel} before={before} narrow={narrow} isFlows={isFlows} />
      )}
    </>
  );
}
