import Button from '@cloudscape-design/components/button';
import type { RowsRequest, SqlForm, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { runSql } from '../api/run-sql.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { addressOf, changed } from '../state/page-state.ts';
import { copyText } from './copy-text.ts';
import { commandOf, markdownOf } from './copy-forms.ts';
import { MenuButton } from './menu-button.tsx';
import { Problem } from './notices.tsx';
import { saveFile } from './save-file.ts';
import { SavedSearches } from './saved-searches.tsx';
import { SearchHistory } from './search-history.tsx';

/** Most rows of an export. */
const MOST = 100_000;
/** Rows that a query begins with. */
const FIRST = 1000;
/** Rows that are copied as Markdown: more than a message holds. */
const COPIED = 50;

interface ScopeProps {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}

/** What can be done with all rows of a question: its SQL, an export, a copy, keeping it. */
export function ScopeActions({ table, columns }: ScopeProps) {
  const { go } = useNavigation();
  const { error, isBusy, doing } = useDoing();
  const { sqlOf, exported, copies } = useForms({ table, columns });
  return (
    <div className="stack">
      <div className="row actions">
        <Button loading={isBusy} onClick={doing(async () => go({ page: 'sql', sql: await sqlOf() }))}>
          Open as SQL
        </Button>
        <MenuButton
          label="Export all rows"
          isDisabled={isBusy}
          actions={(['csv', 'ndjson', 'parquet'] as const).map((form) => ({
            name: form === 'parquet' ? 'Parquet' : form.toUpperCase(),
            act: doing(() => exported(form)),
          }))}
        >
          Export ▾
        </MenuButton>
        <MenuButton
          label="Copy"
          isDisabled={isBusy}
          actions={copies.map(({ name, textOf }) => ({
            name,
            act: doing(async () => copyText(await textOf())),
          }))}
        >
          Copy ▾
        </MenuButton>
        <SavedSearches />
        <SearchHistory table={table.name} />
      </div>
      {error === undefined ? null : <Problem error={error} />}
    </div>
  );
}

/** One thing at a time, and what went wrong with it. */
function useDoing() {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const doing = (act: () => Promise<void>) => () => {
    setBusy(true);
    setError(undefined);
    act()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return { error, isBusy, doing };
}

/** The forms that a question can leave the page in. */
function useForms({ table, columns }: ScopeProps) {
  const { state, moments } = useNavigation();
  const request: RowsRequest = {
    table: table.name,
    range: moments,
    filters: active(state.filters),
    columns: [...columns],
    ...(state.order === undefined ? {} : { order: state.order }),
  };
  const timed = ['event_time', ...columns.filter((column) => column !== 'event_time')];
  const wholeSql = async (): Promise<string> => {
    const { sql } = await api.rows({ ...request, columns: timed, limit: 1 });
    return sql.replace(/\s+LIMIT \d+\s*$/i, '');
  };
  const linkOf = (exact: boolean) => {
    const range = exact ? ({ kind: 'absolute', ...moments } as const) : state.range;
    return `${window.location.origin}${addressOf(changed(state, { table: table.name, range }))}`;
  };
  return {
    sqlOf: async () => `${await wholeSql()}\nLIMIT ${FIRST}`,
    exported: async (form: SqlForm) => {
      const { id } = await runSql({ sql: await wholeSql(), rows: MOST });
      saveFile(await api.sql.file(id, form), `${table.name}.${form}`);
    },
    copies: [
      { name: 'Link', textOf: () => Promise.resolve(linkOf(false)) },
      { name: 'Link with exact times', textOf: () => Promise.resolve(linkOf(true)) },
      { name: 'SQL', textOf: wholeSql },
      { name: 'Command (levee query)', textOf: async () => commandOf(await wholeSql()) },
      {
        name: `First ${COPIED} rows as Markdown`,
        textOf: async () => markdownOf(await api.rows({ ...request, limit: COPIED })),
      },
    ],
  };
}
