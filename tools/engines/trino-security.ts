import { generateKeyPairSync, pbkdf2Sync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trinoEngine } from '../../core/src/engine/index.ts';
import { LeveeError, messageOf } from '../../core/src/kernel/index.ts';
import { run } from './process.ts';
import type { Report } from './report.ts';
import { startTrino, type TrinoServer } from './trino-server.ts';

const USER = 'ann';
const PASSWORD = 'pass:word';
/** A user whose password has characters that are not ASCII. */
const OTHER_USER = 'bea';
const OTHER_PASSWORD = 'pässwörd ÿ';

/** The adapter against a real Trino that wants to know who asks: TLS, passwords of a file, JSON Web Tokens. */
export async function checkTrinoSecurity(catalogUrl: string, report: Report): Promise<void> {
  const { identity, certificate } = selfSigned();
  const tokens = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = await startTrino(catalogUrl, {
    identity,
    passwords: `${USER}:${hashed(PASSWORD)}\n${OTHER_USER}:${hashed(OTHER_PASSWORD)}\n`,
    tokenKey: tokens.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  });
  try {
    const at = { server, authorities: certificate };
    await checkPasswords(at, report);
    await checkTokens(at, tokens.privateKey, report);
    await checkCertificates(at, report);
    await checkWholeAnswers(at, report);
  } finally {
    await server.stop();
  }
}

interface Asked {
  readonly server: TrinoServer;
  readonly authorities?: string;
  readonly auth?: { readonly password: string } | { readonly token: string };
  readonly user?: string;
}

/** The one cell of an answer, or what the refusal says. */
async function answerOf(asked: Asked, sql = 'SELECT current_user'): Promise<unknown> {
  const engine = engineOf(asked);
  try {
    return await engine.query({ sql }, async ({ chunks }) => (await Array.fromAsync(chunks)).flat()[0]?.[0]);
  } catch (error) {
    if (error instanceof LeveeError) return error.message.replaceAll(asked.server.secureUrl, 'it');
    throw error;
  } finally {
    await engine.close();
  }
}

const engineOf = ({ server, user = USER, authorities, auth }: Asked) =>
  trinoEngine(
    {
      server: server.secureUrl,
      user,
      catalog: 'memory',
      schema: 'default',
      ...(authorities === undefined ? {} : { authorities }),
      ...(auth === undefined ? {} : { auth }),
    },
    { tables: [], views: [], qualifier: '' },
  );

const REFUSED = 'it refuses the user (HTTP 401)';

async function checkPasswords(at: Asked, report: Report): Promise<void> {
  const asked = (password: string, user?: string) =>
    answerOf({ ...at, auth: { password }, ...(user === undefined ? {} : { user }) });
  report.equal('a password is accepted', await asked(PASSWORD), USER);
  report.equal('a password with umlauts is accepted', await asked(OTHER_PASSWORD, OTHER_USER), OTHER_USER);
  report.equal('a wrong password is refused', await asked('other'), REFUSED);
  report.equal('an empty password is refused', await asked(''), REFUSED);
  report.equal('a user whom nobody knows is refused', await asked(PASSWORD, 'eve'), REFUSED);
  report.equal('nobody is asked without a password', await answerOf(at), REFUSED);
}

async function checkTokens(at: Asked, key: KeyObject, report: Report): Promise<void> {
  const asked = (text: string, user = USER) => answerOf({ ...at, user, auth: { token: text } });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  report.equal('a token is accepted', await asked(token(key, USER)), USER);
  report.equal('a token of another key is refused', await asked(token(other, USER)), REFUSED);
  report.equal('a token that has expired is refused', await asked(token(key, USER, -60)), REFUSED);
  report.equal('what is no token is refused', await asked('abc'), REFUSED);
}

async function checkCertificates({ server, authorities }: Asked, report: Report): Promise<void> {
  const auth = { password: PASSWORD };
  const unknown = await answerOf({ server, auth });
  report.equal(
    'a server whose authority nobody knows is not asked',
    String(unknown).startsWith('it cannot be asked: '),
    true,
  );
  const insecure = { ...server, secureUrl: server.url };
  const plain = await answerOf({
    server: insecure,
    auth,
    ...(authorities === undefined ? {} : { authorities }),
  });
  report.equal('without TLS it hears nobody', plain === USER, false);
}

/** Pages and cancels carry the password as well. */
async function checkWholeAnswers(at: Asked, report: Report): Promise<void> {
  const engine = engineOf({ ...at, auth: { password: PASSWORD } });
  const sql =
    'SELECT a.x * 1000 + b.x FROM UNNEST(sequence(0, 99)) AS a(x) CROSS JOIN UNNEST(sequence(0, 999)) AS b(x)';
  try {
    const rows = await engine.query({ sql, limits: { rows: 0 } }, async ({ chunks }) =>
      (await Array.fromAsync(chunks)).flat(),
    );
    const found = new Set(rows.map(([value]) => Number(value)));
    report.equal(
      'all pages of a long answer come',
      [rows.length, found.size, found.has(99_999)],
      [100_000, 100_000, true],
    );
    const cancel = AbortSignal.timeout(500);
    const endless = sql
      .replace(', 99)', ', 9999)')
      .replace(', 999)', ', 9999)')
      .replace('SELECT a.x * 1000 + b.x', 'SELECT count(DISTINCT a.x * 10000 + b.x)');
    const cancelled = engine.query({ sql: endless, signal: cancel }, async ({ chunks }) =>
      Array.fromAsync(chunks),
    );
    report.equal(
      'a cancel ends a question',
      await cancelled.then(
        () => '',
        (error: unknown) => messageOf(error),
      ),
      'the query was cancelled',
    );
  } finally {
    await engine.close();
  }
}

/** A server's key and certificate for 127.0.0.1, as one PEM, and the certificate alone. */
function selfSigned(): { identity: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'levee-trino-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    run('openssl', [
      ...'req -x509 -newkey rsa:2048 -nodes -days 30'.split(' '),
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      '/CN=levee test',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ]);
    const certificate = readFileSync(cert, 'utf8');
    return { identity: readFileSync(key, 'utf8') + certificate, certificate };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ITERATIONS = 2000;

/** A password as Trino's password file has it: iterations, salt and PBKDF2 (HMAC-SHA1). */
function hashed(password: string): string {
  const salt = randomBytes(16);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha1');
  return [ITERATIONS, salt.toString('hex'), hash.toString('hex')].join(':');
}

/** A JSON Web Token (RFC 7519) for a user, signed with RS256. */
function token(key: KeyObject, subject: string, seconds = 600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expiry = Math.floor(Date.now() / 1000) + seconds;
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: subject, exp: expiry })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
