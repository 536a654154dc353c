import type { StoredField } from '#columns';
import type { Field, FieldType } from '#format';
import { ident, literal } from '#port';
import type { FieldInfo } from './contract.ts';

/** A field as SQL reads it, in the embedded engine and in Athena. */
export interface FieldSql {
  readonly name: string;
  /** Primitive type of a value, of one element where `isList`; `nested` for what can only be shown. */
  readonly type: string;
  readonly isList: boolean;
  readonly duckdb: string;
  readonly athena: string;
  /** Where data files have its values; undefined where they are parts of what is stored. */
  readonly stored?: StoredField | undefined;
  /** The one field that its value is made of. */
  readonly madeOf?: FieldSql | undefined;
}

/** The row that paths start from in the embedded engine. */
export const ROW = 'r';

/** Reads a dotted path over a table's fields; undefined where there is none. */
export function fieldSql(fields: readonly Field[], path: string): FieldSql | undefined {
  const [first = '', ...rest] = path.split('.');
  const field = fields.find(({ name }) => name === first);
  if (field === undefined) return undefined;
  const start = { duckdb: `${ROW}.${ident(first)}`, athena: plainIdent(first) };
  const found = walk(start, field, { rest, depth: 0 });
  return found === undefined ? undefined : { name: path, ...found };
}

interface Pair {
  readonly duckdb: string;
  readonly athena: string;
}
interface Step {
  readonly rest: readonly string[];
  readonly depth: number;
}
type Found = Omit<FieldSql, 'name'>;

const plainIdent = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name));

/** A field's, or a list's element's. */
interface Typed {
  readonly id: number;
  readonly type: FieldType;
}

function walk(at: Pair, { id, type }: Typed, step: Step): Found | undefined {
  if (typeof type === 'string') {
    const stored = { id, type, lists: [] };
    return step.rest.length > 0 ? undefined : { ...at, type, isList: false, stored };
  }
  if (type.type === 'list')
    return within(id, throughList(at, { id: type['element-id'], type: type.element }, step));
  if (step.rest.length === 0) return { ...at, type: 'nested', isList: false };
  if (type.type === 'map') return mapValue(at, step.rest.join('.'));
  const [next = '', ...rest] = step.rest;
  const child = type.fields.find(({ name }) => name === next);
  if (child === undefined) return undefined;
  const inner = { duckdb: `${at.duckdb}.${ident(next)}`, athena: `${at.athena}.${plainIdent(next)}` };
  return walk(inner, child, { ...step, rest });
}

/** What is found in the elements of a list. */
function within(list: number, found: Found | undefined): Found | undefined {
  if (found?.stored === undefined) return found;
  return { ...found, stored: { ...found.stored, lists: [list, ...found.stored.lists] } };
}

const mapValue = ({ duckdb, athena }: Pair, key: string): Found => ({
  duckdb: `${duckdb}[${literal(key)}]`,
  athena: `element_at(${athena}, ${literal(key)})`,
  type: 'string',
  isList: false,
});

function throughList(at: Pair, element: Typed, step: Step): Found | undefined {
  if (step.rest.length === 0) {
    const { id, type } = element;
    return typeof type === 'string'
      ? { ...at, type, isList: true, stored: { id, type, lists: [] } }
      : { ...at, type: 'nested', isList: false };
  }
  const name = `x${step.depth}`;
  const inner = walk({ duckdb: name, athena: name }, element, { ...step, depth: step.depth + 1 });
  if (inner === undefined) return undefined;
  const duckdb = `list_transform(${at.duckdb}, ${name} -> ${inner.duckdb})`;
  const athena = `transform(${at.athena}, ${name} -> ${inner.athena})`;
  return {
    duckdb: inner.isList ? `flatten(${duckdb})` : duckdb,
    athena: inner.isList ? `flatten(${athena})` : athena,
    type: inner.type,
    isList: inner.type !== 'nested',
    stored: inner.stored,
  };
}

const KINDS: Readonly<Record<string, FieldInfo['kind']>> = {
  string: 'text',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  timestamptz: 'time',
};

/** Every field of a table and every part of one, in order. */
export function fieldInfos(fields: readonly Field[]): FieldInfo[] {
  return fields.flatMap((field) => infos(field, { prefix: '', isInList: false }));
}

interface Above {
  readonly prefix: string;
  readonly isInList: boolean;
}

function infos({ name, type, doc = '' }: Field, { prefix, isInList }: Above): FieldInfo[] {
  const path = prefix + name;
  const { value, isList } = elementType(type);
  const plain = typeof value === 'string' ? value : 'nested';
  const own: FieldInfo = {
    name: path,
    type: plain,
    kind: KINDS[plain] ?? 'nested',
    isList: (isInList || isList) && plain !== 'nested',
    about: doc,
  };
  const below = { prefix: `${path}.`, isInList: isInList || isList };
  return [own, ...partsOf(value).flatMap((part) => infos(part, below))];
}

/** What a list holds, or the type itself. */
function elementType(type: FieldType): { value: FieldType; isList: boolean } {
  const isList = typeof type !== 'string' && type.type === 'list';
  return isList ? { value: type.element, isList } : { value: type, isList };
}

const partsOf = (type: FieldType): readonly Field[] =>
  typeof type !== 'string' && type.type === 'struct' ? type.fields : [];
