import type { Field, FieldType, PrimitiveType } from '../../core/src/format/index.ts';

/** One step from a column down to a leaf. `element`, `key` and `value` lead into lists and maps. */
export type Step =
  | { readonly into: 'field'; readonly name: string }
  | { readonly into: 'element' | 'key' | 'value' };

/** A primitive value somewhere in a table's schema. */
export interface Leaf {
  /** The first step is always the column. */
  readonly path: readonly Step[];
  readonly type: PrimitiveType;
}

/** Every leaf of a schema, in order. */
export const leavesOf = (fields: readonly Field[], before: readonly Step[] = []): Leaf[] =>
  fields.flatMap(({ name, type }) => leavesIn(type, [...before, { into: 'field', name }]));

function leavesIn(type: FieldType, path: readonly Step[]): Leaf[] {
  if (typeof type === 'string') return [{ path, type }];
  switch (type.type) {
    case 'struct':
      return leavesOf(type.fields, path);
    case 'list':
      return leavesIn(type.element, [...path, { into: 'element' }]);
    case 'map':
      return [
        { path: [...path, { into: 'key' }], type: type.key },
        ...leavesIn(type.value, [...path, { into: 'value' }]),
      ];
  }
}

/** `httprequest.headers[].name`, for messages. */
export const leafName = ({ path }: Leaf): string =>
  path
    .map((step, at) => {
      if (step.into === 'field') return at === 0 ? step.name : `.${step.name}`;
      return step.into === 'element' ? '[]' : `[${step.into}]`;
    })
    .join('');

/** Whether the leaf has at most one value per row: such leaves have bounds and can be filtered by. */
export const isSingle = ({ path }: Leaf): boolean => path.every((step) => step.into === 'field');

/** Schema in one notation for all engines: `long`, `struct<a:string,b:list<long>>`, `map<string,string>`. */
export function typeText(type: FieldType): string {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${typeText(field.type)}`).join(',')}>`;
    case 'list':
      return `list<${typeText(type.element)}>`;
    case 'map':
      return `map<${type.key},${typeText(type.value)}>`;
  }
}
