/** JSON values one after the other, with or without newlines between them (as Data Firehose may write). */
export interface JsonValues {
  readonly framing: 'json-values';
}

/** One JSON document whose array under `key` holds the records: CloudTrail's `Records`. */
export interface JsonArray {
  readonly framing: 'json-array';
  readonly key: string;
}

/** How a line falls into tokens. */
export type Tokens =
  /** Separated by one space; a token may be quoted, ending only at `"` before a space or the line's end. */
  | {
      readonly by: 'space';
      /** Which tokens may be quoted: all, none, or only the named ones; a quote elsewhere tells a wrong cut. */
      readonly quotes: boolean | readonly string[];
      readonly brackets: boolean;
      /** The token after which no quote can come: it ends at the line's last quote. */
      readonly lastQuoted: string | undefined;
    }
  | { readonly by: 'tab' }
  /** Named groups of a pattern are the tokens: syslog and its kin. */
  | { readonly by: 'pattern'; readonly pattern: RegExp };

/** Which tokens a line has. */
export type Layout =
  /** In the declared order; old objects may lack the last ones, `least` is the fewest that make a record. */
  | { readonly order: 'declared'; readonly least: number }
  /** The first line names them. `fallback` recognises a line of the documented default order where no header came. */
  | { readonly order: 'header'; readonly fallback: HeaderFallback | undefined }
  /** A `#Fields:` line names them (W3C extended log format); other `#` lines are comments. */
  | { readonly order: 'w3c' };

/** The default layout of a format, for deliveries without a header line. */
export interface HeaderFallback {
  readonly pattern: RegExp;
  readonly tokens: readonly string[];
}

/** One record a line, or several lines where `start` tells which line begins a record. */
export interface Lines {
  readonly framing: 'lines';
  readonly tokens: Tokens;
  readonly layout: Layout;
  readonly start: RegExp | undefined;
}

/** Columnar input, read by the engine itself. */
export interface Parquet {
  readonly framing: 'parquet';
}

export type Framing = JsonValues | JsonArray | Lines | Parquet;

/** A wrapper that another service puts around records; the inner value is the record, the rest goes to `extra`. */
export interface Envelope {
  /** Short name; prefix of the wrapper's own members in `extra`: `eventbridge.id`. */
  readonly name: string;
  /** Members that tell the wrapper; all must be present. */
  readonly keys: readonly string[];
  /** The member that holds the record, or with `each` the member of its elements that does. */
  readonly inner: string;
  /** The array whose elements hold a record each, as text or as JSON; undefined where the envelope holds one. */
  readonly each?: string;
}

/** Amazon EventBridge's event structure (EventBridge User Guide, "Events"). */
export const eventBridge: Envelope = {
  name: 'eventbridge',
  keys: ['detail-type', 'source', 'detail'],
  inner: 'detail',
};

/** What a CloudWatch Logs subscription delivers (CloudWatch Logs User Guide, "Subscription filters"). */
export const cloudWatchLogs: Envelope = {
  name: 'cloudwatch',
  keys: ['logGroup', 'logStream', 'logEvents'],
  each: 'logEvents',
  inner: 'message',
};

/** JSON lines or JSON values back to back. */
export const jsonValues = (): JsonValues => ({ framing: 'json-values' });
/** One document with an array of records. */
export const jsonArray = (key: string): JsonArray => ({ framing: 'json-array', key });
/** Text lines. */
export const lines = (tokens: Tokens, layout: Layout, start?: RegExp): Lines => ({
  framing: 'lines',
  tokens,
  layout,
  start,
});
