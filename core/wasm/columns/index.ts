/** The column writer: AssemblyScript, compiled by `npm run gen` into `core/src/decode/columns.gen.ts`. */
export { data, dataLength, encode, entries, page, pageLength, slots, values, wasMet } from './pages';
export { addNested, beginRecords, endRecords, isOdd, reserved, setRoot, takeRecords } from './records';
export { addColumn, addNull, begin, columns, count, forget, keepPlain, take } from './rows';
