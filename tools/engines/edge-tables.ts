import type { Field, FieldType, TableDefinition } from '../../core/src/format/index.ts';

const field = (id: number, name: string, type: FieldType): Field => ({ id, name, required: false, type });

const struct = (...fields: Field[]): FieldType => ({ type: 'struct', fields });

const list = (id: number, element: FieldType): FieldType => ({
  type: 'list',
  'element-id': id,
  'element-required': false,
  element,
});

const map = (key: number, value: number): FieldType => ({
  type: 'map',
  'key-id': key,
  key: 'string',
  'value-id': value,
  'value-required': false,
  value: 'string',
});

const time = field(1, 'event_time', 'timestamptz');
const object = field(2, 'source_object', 'string');

/** Every type, every nesting that a format may declare, and names that need quoting. */
const values: TableDefinition = {
  name: 'edge_values',
  about: 'Values at the edges of every type.',
  entity: 's',
  fields: [
    time,
    object,
    field(3, 's', 'string'),
    field(4, 'n', 'long'),
    field(5, 'i', 'int'),
    field(6, 'd', 'double'),
    field(7, 'b', 'boolean'),
    field(8, 'nothing', 'string'),
    field(
      9,
      'request',
      struct(field(20, 'uri', 'string'), field(21, 'inner', struct(field(22, 'size', 'long')))),
    ),
    field(10, 'ips', list(30, 'string')),
    field(11, 'headers', list(31, struct(field(32, 'name', 'string'), field(33, 'value', 'string')))),
    field(
      12,
      'deep',
      list(
        34,
        struct(field(35, 'k', 'string'), field(36, 'vs', list(37, 'long')), field(38, 'm', map(39, 40))),
      ),
    ),
    field(13, 'extra', map(41, 42)),
    field(14, 'cs(user-agent)', 'string'),
    field(15, 'x-forwarded-for', 'string'),
    field(16, 'a"b', 'string'),
  ],
};

const plain = (name: string, about: string): TableDefinition => ({
  name,
  about,
  entity: 'client_ip',
  fields: [
    time,
    object,
    field(3, 'client_ip', 'string'),
    field(4, 'size', 'long'),
    field(5, 'request', struct(field(20, 'uri', 'string'))),
    field(6, 'day', 'string'),
  ],
});

/** The table before a version of the declaration added a column, a nested field and another at the end of the struct. */
export const evolvedBefore = plain('edge_evolved', 'A table that grew columns.');

const evolved: TableDefinition = {
  ...evolvedBefore,
  fields: [
    ...evolvedBefore.fields.map((old) =>
      old.name === 'request'
        ? field(5, 'request', struct(field(20, 'uri', 'string'), field(21, 'method', 'string')))
        : old,
    ),
    field(7, 'ja4', 'string'),
    field(8, 'labels', list(30, struct(field(31, 'name', 'string')))),
  ],
};

/** Doubles whose extremes are zeros of either sign, beside nulls: what a bound says of zero is read differently. */
const doubles: TableDefinition = {
  name: 'edge_doubles',
  about: 'Zeros and signs.',
  entity: 'source_object',
  fields: [
    time,
    object,
    field(3, 'zero', 'double'),
    field(4, 'minus_zero', 'double'),
    field(5, 'from_zero', 'double'),
    field(6, 'to_zero', 'double'),
    field(7, 'five', 'double'),
    field(8, 'zero_without_null', 'double'),
  ],
};

/** Tables that each went through one kind of change. */
export const edgeTables = {
  values,
  doubles,
  evolved,
  compacted: plain('edge_compacted', 'Many small files made into one.'),
  retained: plain('edge_retained', 'Days that retention dropped.'),
  replaced: plain('edge_replaced', 'An object that came again.'),
  raced: plain('edge_raced', 'Commits of many processes at once.'),
  foreign: plain('edge_foreign', 'Rows that another engine wrote and deleted.'),
  empty: plain('edge_empty', 'No row yet.'),
} as const satisfies Readonly<Record<string, TableDefinition>>;
