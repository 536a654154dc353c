import Button from '@cloudscape-design/components/button';
import type { SqlForm, TableInfo } from '@levee/core/contract';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { runSql } from '../api/run-sql.ts';
import { active } from '../state/filters.ts';
import { copyText } from './copy-text.ts';
import { useNavigation } from '../state/navigation.tsx';
import { saveFile } from './save-file.ts';
import { SavedSearches } from './saved-searches.tsx';
import { SearchHistory } from './search-history.tsx';
import { Problem } from './notices.tsx';

/** Most rows of an export. */
const MOST = 100_000;

/** What can be done with all rows of a question: its SQL, an export, keeping it. */
export function ScopeActions({
  table,
  columns,
}: {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}) {
  const { state, moments, go } = useNavigation();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const sqlOf = async (): Promise<string> => {
    const answer = await api.rows({
      table: table.name,
      range: moments,
      filters: active(state.filters),
      columns: [...columns],
      limit: 1,
    });
    return answer.sql;
  };
  const doing = (act: () => Promise<void>) => () => {
    setBusy(true);
    setError(undefined);
    act()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  const download = (form: SqlForm) =>
    doing(async () => {
      const sql = (await sqlOf()).replace(/\s+LIMIT \d+\s*$/i, '');
      const { id } = await runSql(sql, MOST);
      saveFile(await api.sql.file(id, form), `${table.name}.${form}`);
    });
  return (
    <div className="stack">
      <div className="row">
        <Button loading={isBusy} onClick={doing(async () => go({ page: 'sql', sql: await sqlOf() }))}>
          Open as SQL
        </Button>
        {(['csv', 'ndjson', 'parquet'] as const).map((form) => (
          <Button key={form} iconName="download" disabled={isBusy} onClick={download(form)}>
            {form === 'parquet' ? 'Parquet' : form.toUpperCase()}
          </Button>
        ))}
        <Button iconName="copy" onClick={() => void copyText(window.location.href)}>
          Copy link
        </Button>
        <SavedSearches />
        <SearchHistory table={table.name} />
      </div>
      {error === undefined ? null : <Problem error={error} />}
    </div>
  );
}
