import { join } from 'node:path';
import { NAMESPACE } from '#lake';

/** Folder of a table's data files below a lake's folder. */
export const dataFolder = (lake: string, table: string): string => join(lake, NAMESPACE, table, 'data');
