import type { Columns } from './column.ts';
import type { Envelope, Framing } from './framing.ts';
import type { EventTime } from './time.ts';

/** A DuckDB SQL expression over the table's own columns. Content of a declaration, never of a log or a user. */
export type Sql = string;

/**
 * An expression in Athena's SQL over the table's own columns, which every engine gets in its own dialect: names, dotted fields,
 * texts, CAST and the functions of `core/src/emit/view-expression.ts`.
 */
export type AthenaSql = string;

/** One text, or each text of a list. */
export type RoleItem = Sql | { readonly each: Sql };

/** How AWS adds fields to the format, for the docs page and for what drift means. */
export type Growth = 'at-the-end' | 'by-header' | 'by-key';

/**
 * Which columns feed the common ones. An expression that gives null or '' falls back to what the
 * object's key says (named groups `account`, `region`, `stream` of `objects`).
 */
export interface Roles {
  readonly account_id?: Sql;
  readonly region?: Sql;
  readonly stream?: Sql;
  /** The peer's address as logged. */
  readonly client_ip?: Sql;
  /** The X-Forwarded-For value (or a CDN's header) as text, for `trustedHops`. */
  readonly forwarded_for?: Sql;
  readonly ips: readonly RoleItem[];
  readonly principals: readonly RoleItem[];
  readonly resources: readonly RoleItem[];
}

/** A log format as machinery sees it: plain data, everything stated once. */
export interface Format {
  /** Folder name and `--format` name: `alb-access`. */
  readonly name: string;
  /** Table name as in AWS's Athena pages. */
  readonly table: string;
  readonly title: string;
  /** What a record is, one sentence. */
  readonly about: string;
  /** AWS's page about the fields. */
  readonly reference: string;
  /** Tests on the object's decoded key. Named groups: `account`, `region`, `stream`. */
  readonly objects: readonly RegExp[];
  /** Objects that carry no records (probes AWS writes on activation): skipped and counted. */
  readonly probes: readonly RegExp[];
  /** Tests on the first bytes of the inflated text, where the key says nothing. */
  readonly content: readonly RegExp[];
  /** Formats that share key and shape but are not this one: pattern on the first line, and why it is refused. */
  readonly refused: readonly { readonly content: RegExp; readonly reason: string }[];
  readonly framing: Framing;
  readonly envelopes: readonly Envelope[];
  /** Tokens that mean "no value" anywhere in a text format. */
  readonly nulls: readonly string[];
  readonly columns: Columns;
  readonly time: EventTime;
  readonly roles: Roles;
  /** The column most looked for: compaction sorts by it. */
  readonly entity: string;
  readonly growth: Growth;
  /** Other table names that published queries use. */
  readonly aliases: readonly string[];
  /** Other columns that published queries read, by name: an expression over the table's own columns. */
  readonly derived: Readonly<Record<string, AthenaSql>>;
  /** Views over several formats that this one is part of: per view the same columns, as expressions. */
  readonly views: Readonly<Record<string, Readonly<Record<string, AthenaSql>>>>;
}

type Optional = 'probes' | 'refused' | 'envelopes' | 'nulls' | 'aliases' | 'entity' | 'derived' | 'views';

/** A declaration: what `defineFormat` takes. */
export type FormatDeclaration<C extends Columns> = Omit<Format, Optional | 'columns'> &
  Partial<Pick<Format, Optional>> & { readonly columns: C };

/** Declares a log format. The one place where anything about it is said. */
export function defineFormat<const C extends Columns>(
  declaration: FormatDeclaration<C>,
): Format & { readonly columns: C } {
  return {
    probes: [],
    refused: [],
    envelopes: [],
    nulls: [],
    aliases: [],
    entity: 'client_ip',
    derived: {},
    views: {},
    ...declaration,
  };
}
