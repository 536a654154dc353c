/** What a column holds. `json` is a string column whose text is a JSON value, as AWS's Athena tables keep sub-documents. */
export type ColumnKind = 'string' | 'int' | 'long' | 'double' | 'boolean' | 'json' | 'struct' | 'list';

/** Which piece of a text token a column is: `host:port` and `METHOD url protocol` carry several columns. */
export type Part = 'whole' | 'host' | 'port' | 'verb' | 'url' | 'protocol';

/** The token of a text record that a column is read from. */
export interface TokenPart {
  readonly token: string;
  readonly part: Part;
}

/** Everything said once about a column. Plain data: it travels to worker threads. */
export interface Column<Value = unknown> {
  readonly kind: ColumnKind;
  /** Meaning, with unit and, where it helps, the values it takes. One or two sentences. */
  readonly about: string;
  /** Texts that mean "no value" in this column, besides those of the format. */
  readonly nulls: readonly string[];
  /** Other names under which published queries know the column. */
  readonly aliases: readonly string[];
  /** When the field appeared, as AWS dates or versions it. */
  readonly since: string | undefined;
  /** Text formats: the token it comes from; by default the token of its own name. */
  readonly from: TokenPart | undefined;
  /** `struct`: its fields by key as AWS writes them. */
  readonly fields: Columns | undefined;
  /** `list`: what it holds. */
  readonly element: Column | undefined;
  /** Only for the compiler: the type of a value. */
  readonly value?: Value;
}

/** Columns by key as AWS writes it (`httpRequest`) or, in text formats, by column name. */
export type Columns = { readonly [key: string]: Column };

/** What may be said of a column besides its kind and meaning. */
export interface ColumnOptions {
  readonly nulls?: readonly string[];
  readonly aliases?: readonly string[];
  readonly since?: string;
  readonly from?: TokenPart;
}

type Builder<Value> = (about: string, options?: ColumnOptions) => Column<Value>;

function column<Value>(kind: ColumnKind, about: string, options: ColumnOptions = {}): Column<Value> {
  return {
    kind,
    about,
    nulls: options.nulls ?? [],
    aliases: options.aliases ?? [],
    since: options.since,
    from: options.from,
    fields: undefined,
    element: undefined,
  };
}

/** A text. */
export const text: Builder<string> = (about, options) => column('string', about, options);
/** A 32-bit integer. */
export const int: Builder<number> = (about, options) => column('int', about, options);
/** A 64-bit integer. */
export const long: Builder<bigint> = (about, options) => column('long', about, options);
/** A 64-bit floating point number. */
export const double: Builder<number> = (about, options) => column('double', about, options);
/** True or false. */
export const boolean: Builder<boolean> = (about, options) => column('boolean', about, options);
/** A JSON value kept as its text, which is always JSON: a text keeps its quotes. */
export const json: Builder<string> = (about, options) => column('json', about, options);

/** A JSON object with known fields. Unknown ones go to `extra`. */
export function struct<const Fields extends Columns>(about: string, fields: Fields): Column<RowOf<Fields>> {
  return { ...column<RowOf<Fields>>('struct', about), fields };
}

/** A JSON array. */
export function list<Value>(about: string, element: Column<Value>): Column<readonly Value[]> {
  return { ...column<readonly Value[]>('list', about), element };
}

/** A part of a token: `part('client', 'host')`. */
export const part = (token: string, piece: Part): TokenPart => ({ token, part: piece });

/** The type of a row of these columns, by column name. Every value may be null. */
export type RowOf<Fields extends Columns> = {
  readonly [Key in keyof Fields & string as Lowercase<Key>]:
    | (Fields[Key] extends Column<infer Value> ? Value : never)
    | null;
};
