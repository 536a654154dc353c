import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installed, java, mavenArtifact, unpack } from './install.ts';
const TRINO='476'; const UNUSED = /^(?:hdfs$|net\.snowflake_snowflake-jdbc-|org\.rocksdb_rocksdbjni-|org\.alluxio_)/;
java('25.0.2.1');
installed('trino', TRINO, (folder) => {
    mavenArtifact(`io.trino:trino-server-core:${TRINO}:tar.gz`, folder);
    mavenArtifact(`io.trino:trino-iceberg:${TRINO}:zip`, folder);
    const server = join(folder, 'server');
    unpack(join(folder, `trino-server-core-${TRINO}.tar.gz`), server);
    rmSync(join(server, 'plugin'), { recursive: true, force: true });
    const plugin = join(server, 'plugin/iceberg');
    unpack(join(folder, `trino-iceberg-${TRINO}.zip`), plugin);
    for (const name of readdirSync(plugin)) if (UNUSED.test(name)) rmSync(join(plugin, name), { recursive: true });
});
const f = installed('trino-memory', TRINO, (into) => { mavenArtifact(`io.trino:trino-memory:${TRINO}:zip`, into); unpack(join(into, `trino-memory-${TRINO}.zip`), join(into, 'plugin')); });
const p = installed('trino-password', TRINO, (into) => { mavenArtifact(`io.trino:trino-password-authenticators:${TRINO}:zip`, into); unpack(join(into, `trino-password-authenticators-${TRINO}.zip`), join(into, 'plugin')); });
console.log('done', f, p);
