/** The column writer: AssemblyScript, compiled by `npm run gen` into `core/src/decode/columns.gen.ts`. */
export { data, dataLength, encode, entries, page, pageLength, slots, values, wasMet } from './pages';
export { firstDay, lastDay, rows, stop } from '../counts';
export { maxDepth } from './json';
export {
  addNested,
  beginRecords,
  block,
  endRecords,
  ordinal,
  reserved,
  setRoot,
  takeLines,
  takeRecords,
} from './records';
export { addColumn, addNull, begin, columns, count, forget, keepPlain, take } from './rows';
