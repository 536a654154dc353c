export { CURRENT_NAMES } from './monotone.ts';
export { isNode, nodesOf, nothingIn, textOf, type Node } from './node.ts';
export { planStatement, type PlannedTable, type PlannedView, type TablePlan } from './plan.ts';
