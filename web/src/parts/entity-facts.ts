import type { EntityAnswer } from '@levee/core/contract';
import { networkAt, purposeOf } from '../state/addresses.ts';
import { countText, shown } from './text.ts';

/** Something that the value itself tells, without asking anybody. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

const OF: Readonly<Partial<Record<EntityAnswer['kind'], (value: string) => readonly Fact[]>>> = {
  ip: networkFacts,
  cidr: networkFacts,
  arn: arnFacts,
  'access-key': keyFacts,
  ja4: ja4Facts,
};

/** What a value tells by its form. */
export const factsOf = (kind: EntityAnswer['kind'], value: string): readonly Fact[] =>
  OF[kind]?.(value) ?? [];

function networkFacts(value: string): Fact[] {
  const network = networkAt(value);
  if (network === undefined) return [];
  const { bits, prefix } = network;
  const size = 2n ** BigInt(bits - prefix);
  return [
    { name: 'version', text: bits === 32 ? 'IPv4' : 'IPv6' },
    {
      name: 'range',
      text: purposeOf(value) ?? 'public internet; whose it is needs a database, and the page asks nobody',
    },
    ...(prefix === bits
      ? []
      : [{ name: 'addresses', text: size > 10n ** 12n ? `2^${bits - prefix}` : countText(Number(size)) }]),
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function arnFacts(value: string): Fact[] {
  const [, partition = '', service = '', region = '', account = '', ...resource] = value.split(':');
  const all = { partition, service, region, account, resource: resource.join(':') };
  return Object.entries(all)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => ({ name, text: shown(text) }));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
function keyFacts(value: string): Fact[] {
  return [
    {
      name: 'kind',
      text: value.startsWith('ASIA')
        ? 'temporary key of AWS STS: ends by itself'
        : 'long-term key of an IAM user or of root: works until it is taken away',
    },
  ];
}

const TLS: Readonly<Record<string, string>> = {
  '13': 'TLS 1.3',
  '12': 'TLS 1.2',
  '11': 'TLS 1.1',
  '10': 'TLS 1.0',
};
const TRANSPORT: Readonly<Record<string, string>> = { t: 'TCP', q: 'QUIC', d: 'DTLS' };

/** Its first part, as FoxIO's technical details of JA4 have it. */
function ja4Facts(value: string): Fact[] {
  const found = /^([tqd])(\d\d)([di])(\d\d)(\d\d)([a-z0-9]{2})_/.exec(value);
  if (found === null) return [];
  const [, transport = '', version = '', name, ciphers, extensions, protocol = ''] = found;
  return [
    { name: 'client hello', text: `${TLS[version] ?? version} over ${TRANSPORT[transport] ?? transport}` },
    { name: 'to', text: name === 'd' ? 'a domain (SNI)' : 'an address (no SNI)' },
    { name: 'offers', text: `${Number(ciphers)} ciphers, ${Number(extensions)} extensions` },
    { name: 'protocol (ALPN)', text: protocol === '00' ? 'none' : protocol },
  ];
}
