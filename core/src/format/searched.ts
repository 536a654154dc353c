import type { Columns } from './column.ts';
import type { Format, RoleItem } from './format.ts';

/** The common columns that searches over all tables look into. */
const COMMON_SEARCHED = ['client_ip', 'ips', 'principals', 'resources'];

/** Names in an expression; texts in it are none. */
const NAME = /'(?:[^']|'')*'|[a-z_]\w*(?:\.[a-z_]\w*)*/gi;

/**
 * Paths of the columns that people look for values in: the entity, the common ones, and the format's own text columns that the search
 * roles are made of, under which published queries look for the same values.
 */
export function searchedPaths({ entity, roles, columns }: Format): string[][] {
  const items: RoleItem[] = [
    ...[roles.client_ip].flatMap((sql) => sql ?? []),
    ...roles.ips,
    ...roles.principals,
    ...roles.resources,
  ];
  const texts = new Set(textPaths(columns));
  const own = items
    .flatMap((item) => (typeof item === 'string' ? item : item.each).match(NAME) ?? [])
    .filter((name) => texts.has(name));
  return [...new Set([entity, ...COMMON_SEARCHED, ...own])].map((path) => path.split('.'));
}

/** Text columns outside lists, by path. */
function textPaths(columns: Columns, prefix = ''): string[] {
  return Object.entries(columns).flatMap(([key, { kind, fields }]) => {
    const path = prefix + key.toLowerCase();
    if (kind === 'struct') return textPaths(fields ?? {}, `${path}.`);
    return kind === 'string' ? [path] : [];
  });
}
