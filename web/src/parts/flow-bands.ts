/** An amount that goes from one name to another. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** A name at one side: where its bar begins and ends, 0 to 1 from the top. */
export interface FlowNode {
  readonly name: string;
  readonly amount: number;
  readonly start: number;
  readonly end: number;
}

/** A band between two bars, with its place at each side. */
export interface FlowBand extends Flow {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
}

/** Part of the height between two bars of a side: room for a line of text. */
const GAP = 0.05;

function nodesOf(flows: readonly Flow[], side: 'from' | 'to'): FlowNode[] {
  const amounts = new Map<string, number>();
  for (const flow of flows) amounts.set(flow[side], (amounts.get(flow[side]) ?? 0) + flow.amount);
  const total = flows.reduce((sum, { amount }) => sum + amount, 0);
  const scale = (1 - GAP * (amounts.size - 1)) / Math.max(total, Number.MIN_VALUE);
  let start = 0;
  return [...amounts]
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, amount]) => {
      const node = { name, amount, start, end: start + amount * scale };
      start = node.end + GAP;
      return node;
    });
}

/** The bars of both sides and the bands between them, each as high as its amount (a Sankey diagram of two columns). */
export function bandsOf(all: readonly Flow[]) {
  const flows = all.filter(({ amount }) => amount > 0);
  const [left, right] = [nodesOf(flows, 'from'), nodesOf(flows, 'to')];
  const taken = new Map<FlowNode, number>();
  const place = (nodes: readonly FlowNode[], name: string, amount: number): [number, number] => {
    const node = nodes.find((each) => each.name === name);
    if (node === undefined || node.amount === 0) return [0, 0];
    const before = taken.get(node) ?? node.start;
    const end = before + ((node.end - node.start) * amount) / node.amount;
    taken.set(node, end);
    return [before, end];
  };
  const bands = flows.map((flow): FlowBand => {
    const { from, to, amount } = flow;
    return { ...flow, left: place(left, from, amount), right: place(right, to, amount) };
  });
  return { left, right, bands };
}
