import type { Engine, EstimateAnswer, SqlAnswer, SqlResult } from '@levee/core/contract';
import { useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { runSql } from '../api/run-sql.ts';

const MOST_ROWS = 10_000;

/** What a run has come to. */
export interface Run {
  /** What it would take: the person is asked first. */
  readonly estimate?: EstimateAnswer;
  readonly state?: SqlAnswer;
  readonly result?: SqlResult;
  readonly error?: unknown;
}

/** Runs one statement at a time; where it costs money and is large, the person is asked before. */
export function useSqlRun(engine: Engine | undefined) {
  const [run, setRun] = useState<Run>({});
  const stop = useRef(new AbortController());
  const fresh = (): AbortSignal => {
    stop.current.abort();
    stop.current = new AbortController();
    setRun({});
    return stop.current.signal;
  };
  const start = (sql: string) => {
    const signal = fresh();
    const show = (change: Run) => (signal.aborted ? undefined : setRun(change));
    const of = engine === undefined ? {} : { engine: engine.name };
    runSql({ sql, rows: MOST_ROWS, ...of }, { signal, watch: (state) => show({ state }) })
      .then(async (state) => show({ state, result: await api.sql.rows(state.id) }))
      .catch((error: unknown) => setRun({ error }));
  };
  const ask = (sql: string) => {
    if (engine === undefined || engine.dollarsPerTerabyte === null) return start(sql);
    const signal = fresh();
    api.sql
      .estimate({ sql, engine: engine.name })
      .then((estimate) => (estimate.isLarge && !signal.aborted ? setRun({ estimate }) : start(sql)))
      .catch((error: unknown) => setRun({ error }));
  };
  return { run, ask, start, cancel: () => stop.current.abort(), forget: () => setRun({}) };
}
