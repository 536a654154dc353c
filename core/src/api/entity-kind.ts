import type { EntityKind } from './contract.ts';
import type { ApiWorld } from './world.ts';

const KINDS: readonly (readonly [EntityKind, RegExp])[] = [
  ['cidr', /^[0-9a-f.:]+\/\d{1,3}$/i],
  ['ip', /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+:[0-9a-f:.]*)$/i],
  ['arn', /^arn:aws[a-z-]*:/],
  ['access-key', /^A[KS]IA[A-Z0-9]{12,}$/],
  ['account', /^\d{12}$/],
  ['instance', /^i-[0-9a-f]{8,17}$/],
  ['network-interface', /^eni-[0-9a-f]{8,17}$/],
  ['ja4', /^[tqd]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/],
  ['ja3', /^[0-9a-f]{32}$/],
  [
    'request-id',
    /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+-[0-9a-f]{8}-[0-9a-f]{24}|[A-Z0-9]{16})$/i,
  ],
  ['domain', /^(?=.{4,253}$)(?:[a-z0-9_-]+\.)+[a-z]{2,}\.?$/i],
  ['bucket', /^[a-z0-9][a-z0-9.-]{2,62}$/],
];

/** What a text most likely names, by its form. */
export const kindOf = (value: string): EntityKind =>
  KINDS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';

/** Where a table may hold a value: its declared entity fields, and the search arrays of every table. */
const SEARCHED = ['ips', 'principals', 'resources', 'client_ip', 'account_id'];

/** The entity fields that a table declares. */
export const entitiesOf = (world: ApiWorld, table: string): readonly string[] =>
  world.boards.find((board) => board.table === table)?.entities ?? [];

/** The fields of a table that may hold a value of a kind. */
export function fieldsFor(world: ApiWorld, table: string, kind: EntityKind): string[] {
  if (kind === 'ip' || kind === 'cidr') return ['ips'];
  return [...new Set([...SEARCHED, ...entitiesOf(world, table)])].filter(
    (field) => field !== 'ips' && field !== 'client_ip',
  );
}
