/** The block reader: AssemblyScript, compiled by `npm run gen` into `core/src/decode/block.gen.ts`. */
export {
  firstDay,
  hasBrackets,
  hasQuotes,
  lastDay,
  lastQuoted,
  lines,
  longest,
  outLength,
  prefix,
  prefixLength,
  rows,
  stop,
} from './lines';
