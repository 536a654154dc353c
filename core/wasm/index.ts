/** The block reader: AssemblyScript, compiled by `npm run gen` into `core/src/decode/block.gen.ts`. */
export { firstDay, lastDay, outLength, prefix, prefixLength, rows, stop } from './counts';
export { hasBrackets, hasQuotes, lastQuoted, lines, longest } from './lines';
