export { loadConfig, type Config, type ConfigSources, type FolderSource } from './load.ts';
export { configSchema } from './schema.ts';
