import Button from '@cloudscape-design/components/button';
import type { EngineName, SqlAnswer, SqlForm, SqlResult, TableInfo } from '@levee/core/contract';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { api } from '../api/client.ts';
import { useList } from '../api/use-answer.ts';
import { CostBefore, EngineChoice, takenText } from '../parts/sql-cost.tsx';
import { useSqlRun, type Run } from '../parts/use-sql-run.ts';
import { KeptList } from '../parts/kept-list.tsx';
import { Problem, Waiting } from '../parts/notices.tsx';
import { chartOf } from '../parts/result-chart.ts';
import { ResultChart } from '../parts/result-chart-view.tsx';
import { ResultGrid } from '../parts/result-grid.tsx';
import { saveFile } from '../parts/save-file.ts';
import { countOf, countText } from '../parts/text.ts';
import { readKept, withKept, withoutKept, writeKept } from '../state/kept.ts';
import { useNavigation } from '../state/navigation.tsx';
import { addressOf, changed } from '../state/page-state.ts';

const SqlEditor = lazy(async () => ({ default: (await import('../parts/sql-editor.tsx')).SqlEditor }));

const FIRST = `SELECT client_ip, count(*) AS requests\nFROM waf_logs\nGROUP BY client_ip\nORDER BY requests DESC\nLIMIT 20`;

/** Athena's SQL over the lake; another statement in the address is another sheet. */
export function Main() {
  const { state } = useNavigation();
  // What is run is put into the address: that is not another sheet.
  const ran = useRef(state.sql);
  const [sheet, setSheet] = useState(0);
  useEffect(() => {
    if (state.sql === ran.current) return;
    ran.current = state.sql;
    setSheet((before) => before + 1);
  }, [state.sql]);
  return <Sheet key={sheet} ran={ran} />;
}

function Sheet({ ran }: { readonly ran: RefObject<string | undefined> }) {
  const { state, replace, go } = useNavigation();
  const tables = useList('tables', api.tables);
  const [text, setText] = useState(state.sql ?? FIRST);
  const { engines, engine, choose } = useEngine();
  const { run, ask, start, cancel, forget } = useSqlRun(engine);
  const isRunning = run.state?.state === 'running';
  const schema = useMemo(
    () =>
      Object.fromEntries(
        (tables.data?.tables ?? []).map(({ name, fields }) => [name, fields.map((field) => field.name)]),
      ),
    [tables.data],
  );
  const begin = (deed: (sql: string) => void, sql: string) => {
    ran.current = text;
    replace({ sql: text });
    remember(addressOf(changed(state, { sql: text })), text);
    deed(sql);
  };
  const runIt = () => begin(ask, text);
  return (
    <div className="stack">
      {tables.error === null ? null : <Problem error={tables.error} />}
      <Suspense fallback={<Waiting what="Opening the editor" />}>
        <SqlEditor initial={text} schema={schema} onChange={setText} onRun={runIt} />
      </Suspense>
      <div className="row">
        <Button variant="primary" loading={isRunning} onClick={runIt}>
          Run (Ctrl-Enter)
        </Button>
        <Button disabled={!isRunning} onClick={cancel}>
          Cancel
        </Button>
        <Button disabled={isRunning} onClick={() => begin(start, `EXPLAIN ${text}`)}>
          Plan
        </Button>
        {engine === undefined ? null : (
          <EngineChoice engines={engines} engine={engine.name} choose={choose} />
        )}
        <span className="soft">read-only; Athena's dialect (docs/sql.md)</span>
      </div>
      {run.estimate === undefined ? null : (
        <CostBefore estimate={run.estimate} run={() => begin(start, text)} cancel={forget} />
      )}
      <Outcome run={run} />
      <Starters tables={tables.data?.tables ?? []} start={(sql) => go({ sql })} />
    </div>
  );
}

/** The engines of the server, and the one that is asked: its default until another is chosen. */
function useEngine() {
  const [name, choose] = useState<EngineName>();
  const { data } = useQuery({
    queryKey: ['engines'],
    queryFn: ({ signal }) => api.engines(signal),
    retry: false,
    staleTime: Infinity,
  });
  const engines = data?.engines ?? [];
  const engine = engines.find((each) => each.name === name) ?? engines.find(({ isDefault }) => isDefault);
  return { engines, engine, choose };
}

const HISTORY = 'levee-sql';
const LONGEST_NAME = 160;

/** Keeps a statement that was run; a browser that keeps nothing has no history: that is its setting. */
const remember = (address: string, sql: string) =>
  writeKept(HISTORY, withKept(readKept(HISTORY), { name: sql.slice(0, LONGEST_NAME), address }));

interface StartersProps {
  readonly tables: readonly TableInfo[];
  readonly start: (sql: string) => void;
}

/** What to begin with: the tables, and what was asked before. */
function Starters({ tables, start }: StartersProps) {
  const [before, setBefore] = useState(() => readKept(HISTORY));
  const forget = (name: string) => {
    const list = withoutKept(before, name);
    if (writeKept(HISTORY, list)) setBefore(list);
  };
  return (
    <div className="stack">
      <div className="row" role="group" aria-label="Tables">
        <span className="soft">Begin with</span>
        {tables.map(({ name, rows }) => (
          <button
            key={name}
            type="button"
            className="small link"
            onClick={() => start(`SELECT *\nFROM ${name}\nORDER BY event_time DESC\nLIMIT 20`)}
          >
            {name} <span className="soft">{countText(rows)}</span>
          </button>
        ))}
      </div>
      <details onToggle={() => setBefore(readKept(HISTORY))}>
        <summary>History</summary>
        <KeptList list={before} forget={forget} />
      </details>
    </div>
  );
}

function Outcome({ run: { state, result, error } }: { readonly run: Run }) {
  if (error !== undefined) return <Problem error={error} />;
  if (state === undefined) return null;
  if (state.state === 'running')
    return <Waiting what={`Running for ${(state.elapsedMs / 1000).toFixed(1)} s${partText(state)}`} />;
  if (result === undefined) return <Waiting what="Fetching the rows" />;
  return <Answer state={state} result={result} />;
}

const partText = ({ progress }: SqlAnswer): string =>
  progress === null ? '' : `, ${Math.round(progress * 100)} %`;

function Answer({ state, result }: { readonly state: SqlAnswer; readonly result: SqlResult }) {
  const [isChart, setChart] = useState(false);
  const drawn = useMemo(() => chartOf(result), [result]);
  return (
    <div className="stack">
      <div className="row" role="status">
        <span>
          {countOf(result.rows.length, 'row')} in {(state.elapsedMs / 1000).toFixed(2)} s
          {takenText(state) === '' ? '' : ` · ${takenText(state)}`}
          {result.isCut ? (
            <strong className="limit">
              {' '}
              cut by a limit: there are more rows, add LIMIT or use levee query
            </strong>
          ) : null}
        </span>
        {(['csv', 'ndjson', 'parquet'] as const).map((form) => (
          <Save key={form} id={state.id} form={form} />
        ))}
        <Button
          disabled={drawn === undefined}
          disabledReason="A chart needs a column of names or times, and one of numbers"
          ariaExpanded={isChart}
          onClick={() => setChart(!isChart)}
        >
          Chart
        </Button>
      </div>
      {isChart && drawn !== undefined ? <ResultChart drawn={drawn} /> : null}
      <ResultGrid result={result} />
    </div>
  );
}

const Save = ({ id, form }: { readonly id: string; readonly form: SqlForm }) => (
  <Button
    iconName="download"
    onClick={() => {
      void api.sql.file(id, form).then((file) => saveFile(file, `result.${form}`));
    }}
  >
    {form}
  </Button>
);
