import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES, installed, java, mavenArtifact, unpack } from './install.ts';
import { end, launch } from './process.ts';

/** The newest server on Maven Central; its Iceberg plugin must be of the same version. It needs Java 24 or newer. */
const TRINO = '476';
const JAVA = '25.0.2.1';

/** Of the plugins that come with the server only this is used. */
const PASSWORDS = 'password-authenticators';

/** Parts of the plugin that REST and local files don't need: 240 MB. */
const UNUSED = /^(?:hdfs$|net\.snowflake_snowflake-jdbc-|org\.rocksdb_rocksdbjni-|org\.alluxio_)/;

/** Flags as Trino's own `jvm.config` has them, with a heap for a small machine. */
const JVM = [
  '-Xmx1G',
  '-XX:+UseG1GC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-OmitStackTraceInFastThrow',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '-Djdk.nio.maxCachedBufferSize=2000000',
  '-Dfile.encoding=UTF-8',
];

/** Installs Trino's core and its Iceberg plugin from Maven Central. */
function installTrino(): string {
  return installed('trino', `${TRINO} with ${PASSWORDS}`, (folder) => {
    mavenArtifact(`io.trino:trino-server-core:${TRINO}:tar.gz`, folder);
    mavenArtifact(`io.trino:trino-iceberg:${TRINO}:zip`, folder);
    const server = join(folder, 'server');
    unpack(join(folder, `trino-server-core-${TRINO}.tar.gz`), server);
    for (const name of readdirSync(join(server, 'plugin')))
      if (name !== PASSWORDS) rmSync(join(server, 'plugin', name), { recursive: true });
    const plugin = join(server, 'plugin/iceberg');
    unpack(join(folder, `trino-iceberg-${TRINO}.zip`), plugin);
    for (const name of readdirSync(plugin))
      if (UNUSED.test(name)) rmSync(join(plugin, name), { recursive: true });
  });
}

/** A catalog that can be written to, empty at first: `levee ddl` is tried in it. */
export const MADE_CATALOG = 'made';

/** Tables in memory beside the lake: what a query is compared on where the lake has no such table. */
function installMemory(server: string): void {
  const folder = installed('trino-memory', TRINO, (into) => {
    mavenArtifact(`io.trino:trino-memory:${TRINO}:zip`, into);
    unpack(join(into, `trino-memory-${TRINO}.zip`), join(into, 'plugin'));
  });
  const link = join(server, 'plugin/memory');
  if (!existsSync(link)) symlinkSync(join(folder, 'plugin'), link);
}

/** How a Trino knows its users: by password or JSON Web Token, over TLS. */
export interface TrinoSecurity {
  /** Private key and certificate of the server, PEM. */
  readonly identity: string;
  /** Lines of `user:hash`. https://trino.io/docs/current/security/password-file.html */
  readonly passwords: string;
  /** Key that tokens are verified with, PEM. */
  readonly tokenKey: string;
}

/** A Trino that runs. */
export interface TrinoServer {
  readonly url: string;
  /** Where it asks who its users are; the same as `url` without security. */
  readonly secureUrl: string;
  stop(): Promise<void>;
}

/** Installs Trino where it is not, and starts it on 127.0.0.1 with the catalogs `levee` (Iceberg REST) and `memory`. */
export async function startTrino(catalogUrl: string, security?: TrinoSecurity): Promise<TrinoServer> {
  const server = join(installTrino(), 'server');
  installMemory(server);
  const home = java(JAVA);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = join(ENGINES, `run/trino-${process.pid}`);
  writeConfiguration(folder, { server, port, url, catalogUrl });
  const secureUrl = security === undefined ? url : await secured(folder, security);
  const log = join(folder, 'server.log');
  const child = launch(
    {
      command: join(home, 'bin/java'),
      args: [
        ...JVM,
        `-Dconfig=${folder}/etc/config.properties`,
        '-cp',
        `${server}/lib/*`,
        'io.trino.server.TrinoServer',
      ],
      cwd: folder,
      log,
    },
    false,
  );
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  await untilStarted(url, () => child.exitCode === null && child.signalCode === null, log);
  return { url, secureUrl, stop };
}

interface Configuration {
  readonly server: string;
  readonly port: number;
  readonly url: string;
  readonly catalogUrl: string;
}

function writeConfiguration(folder: string, { server, port, url, catalogUrl }: Configuration): void {
  const catalogs = join(folder, 'etc/catalog');
  mkdirSync(catalogs, { recursive: true });
  writeProperties(join(folder, 'etc/config.properties'), {
    'node.environment': 'levee',
    'node.id': 'levee-1',
    'node.bind-ip': '127.0.0.1',
    'node.internal-address': '127.0.0.1',
    'plugin.dir': join(server, 'plugin'),
    'catalog.config-dir': catalogs,
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': url,
    'query.max-memory': '300MB',
    'query.max-memory-per-node': '300MB',
    'memory.heap-headroom-per-node': '200MB',
    'web-ui.enabled': 'false',
  });
  writeProperties(join(catalogs, 'memory.properties'), { 'connector.name': 'memory' });
  writeProperties(join(catalogs, 'levee.properties'), {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'rest',
    'iceberg.rest-catalog.uri': catalogUrl,
    'iceberg.rest-catalog.view-endpoints-enabled': 'true',
    'iceberg.security': 'read_only',
    'fs.native-local.enabled': 'true',
    // Put in front of the path of a file URI, so it must be the root.
    'local.location': '/',
  });
  writeProperties(join(catalogs, `${MADE_CATALOG}.properties`), {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'hive.metastore.catalog.dir': pathToFileURL(join(folder, MADE_CATALOG)).href,
    'iceberg.register-table-procedure.enabled': 'true',
    'iceberg.unique-table-location': 'false',
    'fs.native-local.enabled': 'true',
    'local.location': '/',
  });
}

/** Adds TLS, passwords and tokens to a configuration. */
async function secured(folder: string, { identity, passwords, tokenKey }: TrinoSecurity): Promise<string> {
  const at = (name: string) => join(folder, 'etc', name);
  const port = await freePort();
  writeFileSync(at('identity.pem'), identity, { mode: 0o600 });
  writeFileSync(at('passwords'), passwords, { mode: 0o600 });
  writeFileSync(at('token-key.pem'), tokenKey);
  writeProperties(at('password-authenticator.properties'), {
    'password-authenticator.name': 'file',
    'file.password-file': at('passwords'),
  });
  appendFileSync(
    at('config.properties'),
    propertiesText({
      'http-server.https.enabled': 'true',
      'http-server.https.port': String(port),
      'http-server.https.keystore.path': at('identity.pem'),
      'http-server.authentication.type': 'PASSWORD,JWT',
      'http-server.authentication.jwt.key-file': at('token-key.pem'),
      'http-server.authentication.allow-insecure-over-http': 'false',
      'password-authenticator.config-files': at('password-authenticator.properties'),
      'internal-communication.shared-secret': randomBytes(32).toString('base64'),
    }),
  );
  return `https://127.0.0.1:${port}`;
}

function writeProperties(path: string, properties: Readonly<Record<string, string>>): void {
  writeFileSync(path, propertiesText(properties));
}

const propertiesText = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** A TCP port that is free on 127.0.0.1 just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const POLL_MS = 250;
const LONGEST_START_MS = 300_000;

async function untilStarted(url: string, isAlive: () => boolean, log: string): Promise<void> {
  const deadline = Date.now() + LONGEST_START_MS;
  while (Date.now() < deadline && isAlive()) {
    const text = await fetch(`${url}/v1/info`).then(
      (response) => response.text(),
      () => '',
    );
    if (text.includes('"starting":false')) return;
    await sleep(POLL_MS);
  }
  throw new Error(`Trino did not start; the end of its log:\n${readFileSync(log, 'utf8').slice(-3000)}`);
}
