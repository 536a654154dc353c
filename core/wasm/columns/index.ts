/** The column writer: AssemblyScript, compiled by `npm run gen` into `core/src/decode/columns.gen.ts`. */
export { data, dataLength, encode, entries, page, pageLength, values } from './pages';
export { addColumn, addNull, begin, columns, count, keepPlain, take } from './rows';
