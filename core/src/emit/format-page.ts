import {
  columnName,
  type Column,
  type Columns,
  type Format,
  type Growth,
  type TableDefinition,
} from '#format';
import { framingText } from './framing-text.ts';
import { hiveType } from './glue-columns.ts';
import { code, markdownList, markdownTable } from './markdown.ts';

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
    framingText(format.framing) + nullText(format) + envelopeText(format),
    `Event time: \`${format.time.fields.join(format.time.form === 'date-and-time' ? '` and `' : '`, else `')}\` (${format.time.form}). ${GROWTH[format.growth]}`,
    ...(format.aliases.length === 0
      ? []
      : [
          `Published queries also call the table ${format.aliases.map((alias) => `\`${alias}\``).join(', ')}.`,
        ]),
    '## Recognised by',
    "The object's key, with any prefix:",
    patterns(format.objects),
    'Where the key says nothing, the first bytes of its text:',
    patterns(format.content),
    ...probeText(format),
    ...refusedText(format),
    '## Columns',
    markdownTable(['column', 'type', 'meaning', 'since', 'other names'], columnRows(format.columns, '')),
    '## Common columns',
    markdownTable(
      ['column', 'type', 'meaning'],
      common.map(({ name, type, doc }) => [`\`${name}\``, hiveType(type), doc ?? '']),
    ),
    ...queryText(queries),
  ]
    .join('\n\n')
    .concat('\n');
}

const nullText = ({ nulls }: Format): string =>
  nulls.length === 0 ? '' : ` ${nulls.map(code).join(', ')} means that a column has no value.`;

const envelopeText = ({ envelopes }: Format): string =>
  envelopes.length === 0
    ? ''
    : ` Records may also come in envelopes with the members ${envelopes.map(({ keys }) => keys.map(code).join(', ')).join('; or ')}: their other members are kept in \`extra\`.`;

const probeText = ({ probes }: Format): string[] =>
  probes.length === 0
    ? []
    : [
        'Objects that AWS writes to test its access, and that hold no records, are skipped:',
        patterns(probes),
      ];

const patterns = (of: readonly RegExp[]): string => markdownList(of.map(({ source }) => code(source)));

const refusedText = (format: Format): string[] =>
  format.refused.length === 0
    ? []
    : ['## Refused, with the reason', markdownList(format.refused.map(({ reason }) => reason))];

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
