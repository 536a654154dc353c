export { CURRENT_NAMES, kindOfFunction } from './monotone.ts';
export {
  allOf,
  anyOf,
  call,
  column,
  compare,
  isNode,
  literalOf,
  nodesIn,
  nodesOf,
  not,
  nothingIn,
  statementOf,
  textOf,
  type Node,
} from './node.ts';
export { planStatement, type PlannedTable, type PlannedView, type TablePlan } from './plan.ts';
