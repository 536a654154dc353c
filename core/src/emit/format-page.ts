import {
  columnName,
  type Column,
  type Columns,
  type Format,
  type Framing,
  type Growth,
  type TableDefinition,
} from '#format';
import { hiveType } from './glue-columns.ts';

/** A named question of a format: its text and its SQL. */
export interface NamedQuery {
  readonly question: string;
  readonly sql: string;
}

const GROWTH: Readonly<Record<Growth, string>> = {
  'at-the-end': 'AWS adds columns at the end of the line; unknown ones are kept in `extra` as `column_N`.',
  'by-header':
    'AWS names the columns of each object in its header; unknown ones are kept in `extra` under their name.',
  'by-key': 'AWS adds JSON keys anywhere; unknown ones are kept in `extra` under their path.',
};

/** The reference page of a format, in Markdown: everything the declaration says. */
export function formatPage(
  format: Format,
  definition: TableDefinition,
  queries: readonly NamedQuery[],
): string {
  const own = new Set(Object.keys(format.columns).map(columnName));
  const common = definition.fields.filter(({ name }) => !own.has(name));
  return [
    `# ${format.title}`,
    `${format.about} Format \`${format.name}\`, table \`${format.table}\`. [AWS's page](${format.reference}).`,
    framingText(format.framing),
    `Event time: \`${format.time.fields.join('`, else `')}\` (${format.time.form}). ${GROWTH[format.growth]}`,
    ...(format.aliases.length === 0
      ? []
      : [
          `Published queries also call the table ${format.aliases.map((alias) => `\`${alias}\``).join(', ')}.`,
        ]),
    '## Recognised by',
    bullets(
      [...format.objects, ...format.content].map((pattern) => `\`${pattern.source.replaceAll('`', '')}\``),
    ),
    ...refusedText(format),
    '## Columns',
    table(['column', 'type', 'meaning', 'since', 'other names'], columnRows(format.columns, '')),
    '## Common columns',
    table(
      ['column', 'type', 'meaning'],
      common.map(({ name, type, doc }) => [`\`${name}\``, hiveType(type), doc ?? '']),
    ),
    ...queryText(queries),
  ]
    .join('\n\n')
    .concat('\n');
}

function framingText(framing: Framing): string {
  switch (framing.framing) {
    case 'json-values':
      return 'JSON values one after the other, with or without newlines between them.';
    case 'json-array':
      return `One JSON document whose array \`${framing.key}\` holds the records; bare records are read too.`;
    case 'lines':
      return framing.layout.order === 'header'
        ? 'Lines whose columns the header line names.'
        : "Lines of columns in AWS's order.";
    case 'parquet':
      return 'Parquet.';
  }
}

const refusedText = (format: Format): string[] =>
  format.refused.length === 0
    ? []
    : ['## Refused, with the reason', bullets(format.refused.map(({ reason }) => reason))];

const queryText = (queries: readonly NamedQuery[]): string[] =>
  queries.length === 0
    ? []
    : [
        '## Questions',
        ...queries.map(({ question, sql }) => `### ${question}\n\n\`\`\`sql\n${sql.trim()}\n\`\`\``),
      ];

function columnRows(columns: Columns, prefix: string): string[][] {
  return Object.entries(columns).flatMap(([key, column]) => {
    const path = prefix + columnName(key);
    const names = column.aliases.map((alias) => `\`${alias}\``).join(', ');
    const nulls =
      column.nulls.length === 0 ? '' : ` Null for ${column.nulls.map((text) => `\`${text}\``).join(', ')}.`;
    return [
      [`\`${path}\``, column.kind, column.about + nulls, column.since ?? '', names],
      ...innerRows(column, path),
    ];
  });
}

function innerRows(column: Column, path: string): string[][] {
  if (column.fields !== undefined) return columnRows(column.fields, `${path}.`);
  return column.element === undefined ? [] : innerRows(column.element, `${path}[]`);
}

const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
