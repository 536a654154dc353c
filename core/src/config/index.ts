export { loadConfig, type Config, type ConfigSources, type FolderSource } from './load.ts';
export { QUERY_ENGINES } from './query-schema.ts';
export { sizeOf } from './quantity.ts';
export { configSchema } from './schema.ts';
