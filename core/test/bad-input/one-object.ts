import { expect } from 'vitest';
import {
  formatNamed,
  openDecoder,
  sums,
  type Decoded,
  type DecodeOptions,
  type Decoder,
} from '../decode-fixture.ts';

/** Sound records, for what is done to them. */
export const wafLine = (uri = '/', more = '') =>
  `{"timestamp":1700000000123,"webaclId":"arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1","action":"ALLOW","httpRequest":{"clientIp":"192.0.2.1","uri":${JSON.stringify(uri)}}${more}}`;
export const event = (name = 'GetObject') =>
  `{"eventTime":"2024-05-01T12:00:00Z","eventSource":"s3.amazonaws.com","eventName":"${name}"}`;
export const flowHeader =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
export const flowLine =
  '2 123456789012 eni-0a1b2c3d 192.0.2.1 10.0.0.5 443 49152 6 10 840 1700000000 1700000060 ACCEPT OK';
export const albLine = (agent = 'curl/8.5.0', client = '192.0.2.1:1234') =>
  `https 2024-05-01T12:00:00.123456Z app/shop/50dc6c495c0c9188 ${client} 10.0.0.1:80 0.001 0.002 -1 200 200 34 366 "GET https://shop.example.com:443/ HTTP/2.0" "${agent}" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example.com" "-" 0 2024-05-01T12:00:00.120000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;

/** The kinds of the rejects, in order. */
export const kinds = (decoded: Decoded): unknown[] => decoded.rejects.map((reject) => reject['kind']);

type Input = Parameters<Decoder['decode']>[1][number]['bytes'];

/** A decoder of one object at a time. */
export interface ObjectDecoder {
  readonly decode: (format: string, bytes: Input, options?: DecodeOptions) => Promise<Decoded>;
  /** Rows and reject kinds, after checking that nothing got lost on the way. */
  readonly outcome: (
    format: string,
    bytes: Input,
    options?: DecodeOptions,
  ) => Promise<{ rows: number; kinds: unknown[] }>;
  readonly decoder: Decoder;
}

/** Opens a decoder of one object at a time, which is closed by its `decoder`. */
export async function openObjectDecoder(): Promise<ObjectDecoder> {
  const decoder = await openDecoder();
  const decode: ObjectDecoder['decode'] = (format, bytes, options) =>
    decoder.decode(formatNamed(format), [{ key: 'object', bytes }], options);
  const outcome: ObjectDecoder['outcome'] = async (format, bytes, options) => {
    const decoded = await decode(format, bytes, options);
    const { records, rows, rejects } = sums(decoded.outcomes);
    expect(records).toBe(rows + rejects);
    expect(decoded.rows).toHaveLength(rows);
    return { rows, kinds: kinds(decoded) };
  };
  return { decoder, decode, outcome };
}
