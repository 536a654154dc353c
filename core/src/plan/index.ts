export { isNode, nodesOf, textOf, type Node } from './node.ts';
export { planStatement, type PlannedTable, type PlannedView, type TablePlan } from './plan.ts';
