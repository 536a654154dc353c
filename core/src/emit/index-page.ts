import type { Format } from '#format';
import { framingText } from './framing-text.ts';
import { markdownTable } from './markdown.ts';

/** The page that lists every format that Levee reads, in Markdown. */
export function indexPage(formats: readonly Format[]): string {
  const rows = formats.map((format) => [
    `[${format.title}](formats/${format.name}.md)`,
    `\`${format.name}\``,
    `\`${format.table}\``,
    framingText(format.framing),
    String(Object.keys(format.columns).length),
  ]);
  return [
    '# Reference',
    'Written from the declarations in `core/formats` by `npm run gen`.',
    '## Log formats',
    markdownTable(['log', 'format', 'table', 'an object is', 'columns'], rows),
    'Beside them, every lake has the tables `rejects` (records that could not become rows, with the reason) and `ingest_log` (what was collected, when).',
    'See also [configuration](../configuration.md).',
  ]
    .join('\n\n')
    .concat('\n');
}
