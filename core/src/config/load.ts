import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LeveeError, messageOf } from '#kernel';
import { configProblem, unknownName, type NameUsed } from './problem.ts';
import { schema, type Settings } from './schema.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Where configuration comes from; the composition root hands the world in. */
export interface ConfigSources {
  /** `--config`: must exist. By default `levee.yaml` (or `.yml`) in `cwd`, where there is one. */
  readonly path?: string | undefined;
  /** `--lake`. */
  readonly lakeFlag?: string | undefined;
  /** Environment: `LEVEE_LAKE`, `HOME`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory; the process's own by default. */
  readonly cwd?: string;
  /** Names that levee.yaml may use; anything is accepted where a list is missing. */
  readonly known?: { readonly formats?: readonly string[]; readonly tables?: readonly string[] };
}

/** A folder of log objects, as levee.yaml names it. */
export interface FolderSource {
  /** Absolute path. */
  readonly folder: string;
  readonly format?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** The whole configuration, with defaults filled in and paths made absolute. */
export interface Config {
  /** The file that was read, if one was. */
  readonly file: string | undefined;
  /** Absolute path of the lake's folder. */
  readonly lake: string;
  /** As `openDuckdb` takes them. */
  readonly engine: { readonly threads?: number; readonly memory?: string; readonly tempDisk?: string };
  /** Who answers queries, and their limits; the files that it names are absolute. */
  readonly query: Readonly<Settings['query']>;
  /** Memory of `levee serve`, in bytes. */
  readonly serve: Readonly<Settings['serve']>;
  readonly decode: Readonly<Settings['decode']>;
  readonly sources: readonly FolderSource[];
  /** Days that rows of a table are kept; tables without a limit are absent. */
  readonly retentionDays: ReadonlyMap<string, number>;
  /** CIDR notation, always with the prefix length. */
  readonly trustedHops: readonly string[];
  readonly maintenance: {
    readonly targetFileBytes: number;
    readonly expireSnapshotsAfterSeconds: number;
    readonly orphanAgeSeconds: number;
  };
}

/**
 * The configuration from `--lake`, then the environment, then levee.yaml, then defaults.
 * @throws LeveeError (exit code 2) for a mistake in the file, naming line, column and what was expected there.
 */
export function loadConfig(sources: ConfigSources): Config {
  const cwd = sources.cwd ?? process.cwd();
  const file = fileOf(sources, cwd);
  const settings = file === undefined ? schema.parse({}) : readSettings(file, sources);
  const home = sources.env['HOME'] ?? sources.env['USERPROFILE'];
  const base = file === undefined ? cwd : dirname(file);
  return {
    file,
    lake: lakeOf(sources, settings.lake, { cwd, base, home }),
    engine: engineOf(settings),
    query: queryOf(settings, base, home),
    serve: settings.serve,
    decode: settings.decode,
    sources: settings.sources.map((source) => ({ ...source, folder: folderAt(source.folder, base, home) })),
    retentionDays: new Map(
      Object.entries(settings.tables).flatMap(([name, { retention }]) =>
        retention === undefined ? [] : [[name, retention] as const],
      ),
    ),
    trustedHops: settings.trustedHops,
    maintenance: {
      targetFileBytes: settings.maintenance.targetFileBytes,
      expireSnapshotsAfterSeconds: settings.maintenance.expireSnapshotsAfter,
      orphanAgeSeconds: settings.maintenance.orphanAge,
    },
  };
}

function fileOf({ path }: ConfigSources, cwd: string): string | undefined {
  if (path !== undefined) return resolve(cwd, path);
  return ['levee.yaml', 'levee.yml'].map((name) => join(cwd, name)).find((each) => existsSync(each));
}

function readSettings(file: string, { known }: ConfigSources): Settings {
  const yaml = readYaml(bytesOf(file), file);
  const result = schema.safeParse(yaml.value);
  if (!result.success) throw configProblem(file, yaml, result.error.issues);
  checkNames(result.data, { file, yaml, known });
  return result.data;
}

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).isDirectory()) throw new Error('it is a folder');
    return readFileSync(file);
  } catch (cause) {
    throw new LeveeError(`${file} cannot be read: ${messageOf(cause)}`, {
      hint: 'name a readable levee.yaml with --config, or leave it out for the defaults',
      exitCode: 2,
      cause,
    });
  }
}

interface Checking {
  readonly file: string;
  readonly yaml: YamlFile;
  readonly known: ConfigSources['known'];
}

/** Names that only the rest of the program can check. */
function checkNames(settings: Settings, { file, yaml, known }: Checking): void {
  const used = [...formatsUsed(settings, known?.formats), ...tablesUsed(settings, known?.tables)];
  const unknown = used.find(({ name, known: names }) => !names.includes(name));
  if (unknown !== undefined) throw unknownName(file, yaml, unknown);
}

function formatsUsed({ sources }: Settings, known: readonly string[] | undefined): NameUsed[] {
  return sources.flatMap(({ format }, index) =>
    format === undefined || known === undefined
      ? []
      : [{ path: ['sources', index, 'format'], at: 'value', kind: 'format', name: format, known }],
  );
}

function tablesUsed({ tables }: Settings, known: readonly string[] | undefined): NameUsed[] {
  if (known === undefined) return [];
  return Object.keys(tables).map((name) => ({
    path: ['tables', name],
    at: 'key',
    kind: 'table',
    name,
    known,
  }));
}

interface Bases {
  /** For the flag and the environment. */
  readonly cwd: string;
  /** For what the file says. */
  readonly base: string;
  readonly home: string | undefined;
}

function lakeOf({ lakeFlag, env }: ConfigSources, inFile: string | undefined, bases: Bases): string {
  const given = [lakeFlag, env['LEVEE_LAKE']].find((each) => each !== undefined && each !== '');
  if (given !== undefined) return folderAt(given, bases.cwd, bases.home);
  return folderAt(inFile ?? 'lake', inFile === undefined ? bases.cwd : bases.base, bases.home);
}

function folderAt(text: string, base: string, home: string | undefined): string {
  if (text.startsWith('file://')) return fileURLToPath(text);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw new LeveeError(`${text} is not a folder on this machine`, {
      hint: 'name a folder; object stores are not supported yet',
      exitCode: 2,
    });
  }
  const isInHome = text === '~' || text.startsWith('~/');
  return isInHome && home !== undefined ? join(home, text.slice(1)) : resolve(base, text);
}

function queryOf({ query }: Settings, base: string, home: string | undefined): Config['query'] {
  if (query.trino === undefined) return query;
  const files = (['passwordFile', 'tokenFile', 'caFile'] as const).flatMap((key) => {
    const file = query.trino?.[key];
    return file === undefined ? [] : [[key, folderAt(file, base, home)]];
  });
  return { ...query, trino: { ...query.trino, ...Object.fromEntries(files) } };
}

function engineOf({ engine }: Settings): Config['engine'] {
  return {
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
    ...(engine.memory === undefined ? {} : { memory: `${engine.memory}B` }),
    ...(engine.tempDisk === undefined ? {} : { tempDisk: `${engine.tempDisk}B` }),
  };
}
