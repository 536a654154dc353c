/** A Hive type of a published table as the engine's. */
export function engineTypeOf(hive: string): string {
  const type = hive.trim().toLowerCase();
  const [, kind, inner = ''] = /^(array|map|struct)<([^]*)>$/.exec(type) ?? [];
  if (kind === 'array') return `${engineTypeOf(inner)}[]`;
  if (kind === 'map') return `MAP(${members(inner).map(engineTypeOf).join(', ')})`;
  if (kind === 'struct') return `STRUCT(${members(inner).map(fieldOf).join(', ')})`;
  if (type === 'string' || /^(?:var)?char/.test(type)) return 'VARCHAR';
  return type === 'binary' ? 'BLOB' : type;
}

function fieldOf(text: string): string {
  const colon = text.indexOf(':');
  return `"${text.slice(0, colon).trim().replaceAll('`', '')}" ${engineTypeOf(text.slice(colon + 1))}`;
}

/** What stands between commas outside of brackets. */
function members(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '<' || character === '(') depth += 1;
    if (character === '>' || character === ')') depth -= 1;
    if (character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
}
