import { readFileSync } from 'node:fs';
import type { Config } from '#config';
import type { RemoteEngine } from '#api';
import { athenaEngine, costOf, trinoEngine, type DistributedLake, type TrinoOptions } from '#engine';
import { derivedColumns, unionViews } from '#format';
import { codeOf, LeveeError, messageOf } from '#kernel';
import { ident, type SqlEngine } from '#port';
import { definitions, formats } from './lake-tables.ts';

/** Engines besides the embedded one. */
export type RemoteName = 'trino' | 'athena';

/** Environment that may hold secrets. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Every table that is declared, and the views over them, as an engine has them behind a qualifier. */
export function distributedLake(qualifier: string): DistributedLake {
  const tables = definitions.map(({ name }) => {
    const format = formats.find(({ table }) => table === name);
    return format === undefined
      ? { name, aliases: [], derived: {} }
      : { name, aliases: format.aliases, derived: derivedColumns(format) };
  });
  return { tables, views: unionViews(formats), qualifier };
}

/**
 * Opens the engine that the configuration describes, for the duration of `use`. Nothing is asked of it yet.
 * @throws LeveeError (exit code 2) where the configuration does not say where it is, or its secret cannot be read.
 */
export async function withRemoteEngine<T>(
  name: RemoteName,
  { query }: Pick<Config, 'query'>,
  use: (engine: SqlEngine) => Promise<T>,
): Promise<T> {
  const engine = name === 'trino' ? openTrino(query.trino, process.env) : openAthena(query.athena);
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** The engines that the configuration describes, each opened for a question alone. */
export function remoteEngines(config: Pick<Config, 'query'>): RemoteEngine[] {
  const { trino, athena } = config.query;
  const asking =
    (name: RemoteName): SqlEngine['query'] =>
    (question, use) =>
      withRemoteEngine(name, config, (engine) => engine.query(question, use));
  return [
    ...(trino === undefined ? [] : [{ name: 'trino', query: asking('trino') } as const]),
    ...(athena === undefined
      ? []
      : [{ name: 'athena', query: asking('athena'), ...prices(athena) } as const]),
  ];
}

const prices = ({ dollarsPerTerabyte }: { readonly dollarsPerTerabyte: number }) => ({
  dollarsPerTerabyte,
  costOf: (bytes: number) => costOf(bytes, dollarsPerTerabyte),
});

function openTrino(settings: Config['query']['trino'], env: Environment) {
  if (settings === undefined) throw notDescribed('trino', 'server and user');
  const { server, user, catalog, schema, session, idleSeconds, retrySeconds, caFile } = settings;
  const auth = trinoAuth(settings, env);
  return trinoEngine(
    {
      server,
      user,
      catalog,
      schema,
      session,
      idleSeconds,
      retrySeconds,
      ...(auth === undefined ? {} : { auth }),
      ...(caFile === undefined ? {} : { authorities: contentOf(caFile, 'query.trino.caFile') }),
    },
    distributedLake(`${ident(catalog)}.${ident(schema)}.`),
  );
}

/** The secret: of the file that levee.yaml names, else of the environment; a token before a password. */
function trinoAuth(
  { passwordFile, tokenFile }: NonNullable<Config['query']['trino']>,
  env: Environment,
): TrinoOptions['auth'] {
  if (tokenFile !== undefined) return { token: contentOf(tokenFile, 'query.trino.tokenFile') };
  if (passwordFile !== undefined) return { password: contentOf(passwordFile, 'query.trino.passwordFile') };
  const { LEVEE_TRINO_TOKEN: token = '', LEVEE_TRINO_PASSWORD: password = '' } = env;
  if (token !== '') return { token };
  return password === '' ? undefined : { password };
}

function openAthena(settings: Config['query']['athena']) {
  if (settings === undefined) throw notDescribed('athena', 'region');
  return athenaEngine(settings, distributedLake(`${ident(settings.database)}.`));
}

const notDescribed = (name: RemoteName, keys: string): LeveeError =>
  new LeveeError(`levee.yaml does not say where ${name} is`, {
    hint: `add query.${name} with ${keys}; docs/engines.md shows how`,
    exitCode: 2,
  });

/** The text of a file that levee.yaml names, without the line's end. No message ever holds it. */
function contentOf(file: string, key: string): string {
  const text = ((): string => {
    try {
      return readFileSync(file, 'utf8').trimEnd();
    } catch (error) {
      const why = codeOf(error) === 'ENOENT' ? 'it is not there' : messageOf(error);
      throw new LeveeError(`${key}: ${file} cannot be read: ${why}`, { exitCode: 2, cause: error });
    }
  })();
  if (text !== '') return text;
  throw new LeveeError(`${key}: ${file} is empty`, { exitCode: 2 });
}
