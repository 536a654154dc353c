import type { Framing, Layout, Lines, Tokens } from '#format';

/** What an object of a format looks like, one sentence. */
export function framingText(framing: Framing): string {
  switch (framing.framing) {
    case 'json-values':
      return 'JSON values one after the other, with or without newlines between them.';
    case 'json-array':
      return `One JSON document whose array \`${framing.key}\` holds the records; bare records are read too.`;
    case 'lines':
      return linesText(framing);
    case 'parquet':
      return 'Parquet.';
  }
}

const linesText = ({ tokens, layout, start }: Lines): string =>
  `${start === undefined ? 'Lines' : 'Records of one or more lines'} ${TOKENS[tokens.by]}, ${LAYOUTS[layout.order]}.`;

const TOKENS: Readonly<Record<Tokens['by'], string>> = {
  space: 'of columns separated by a space',
  tab: 'of columns separated by a tab',
  pattern: 'of a fixed form',
};

const LAYOUTS: Readonly<Record<Layout['order'], string>> = {
  declared: "in AWS's order; older objects lack the last ones",
  header: 'which the header line names',
  w3c: 'which the `#Fields:` line names',
};
