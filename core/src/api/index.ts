export { apiApp, type ApiOptions } from './api-app.ts';
export { board as boardData } from './board-data.ts';
export type { BoardQuestion } from './kept-board.ts';
export { keepRecent } from './keep-recent.ts';
export {
  count,
  distinct,
  seen,
  share,
  sum,
  type Board,
  type Metric,
  type PanelDeclaration,
} from './board.ts';
export type { BoardAnswer, Filter, MetricInfo, Panel } from './contract.ts';
export { Desk, type ApiWorld, type RecordAsked, type RecordTold, type RemoteEngine } from './world.ts';
