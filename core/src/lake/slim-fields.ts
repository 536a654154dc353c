import type { Field, FieldType, ListType, StructType } from '#format';
import { ident, type EngineConnection } from '#port';

/** Rows of which one column, or a member of it, holds structs. */
interface Structs {
  readonly connection: EngineConnection;
  /** A SELECT that has them. */
  readonly rows: string;
  /** The structs in it. */
  readonly path: string;
}

/**
 * Columns as a file of these rows needs them: of the structs in lists without the members that no struct has. Iceberg reads what a file
 * lacks as null ("Column Projection" in its specification). Of an empty struct one member stays, so that lists keep their lengths.
 * Only lists are looked into: to find one member of a struct that files have otherwise, DuckDB 1.5 reads all of it.
 * @param relation what stands after FROM to read the rows
 * @param fields columns of it
 */
export async function slimFields(
  connection: EngineConnection,
  relation: string,
  fields: readonly Field[],
): Promise<Field[]> {
  const slim: Field[] = [];
  for (const field of fields) {
    const { name, type } = field;
    const inside = { connection, rows: `SELECT unnest(${ident(name)}) AS v FROM ${relation}`, path: 'v' };
    slim.push(isListOfStructs(type) ? { ...field, type: await slimList(type, inside) } : field);
  }
  return slim;
}

type ListOfStructs = ListType & { readonly element: StructType };

const isListOfStructs = (type: FieldType): type is ListOfStructs =>
  typeof type !== 'string' && type.type === 'list' && isStruct(type.element);

const isStruct = (type: FieldType): type is StructType => typeof type !== 'string' && type.type === 'struct';

const slimList = async (type: ListOfStructs, elements: Structs): Promise<ListType> => ({
  ...type,
  element: await slimStruct(type.element, elements),
});

async function slimStruct({ fields }: StructType, structs: Structs): Promise<StructType> {
  const { connection, rows, path } = structs;
  const member = ({ name }: Field): string => `${path}.${ident(name)}`;
  const counts = fields.map((field, at) => `count(${member(field)}) > 0 AS has${at}`);
  const [has = {}] = await connection.rows(`SELECT ${counts.join(', ')} FROM (${rows})`);
  const kept: Field[] = [];
  for (const [at, field] of fields.entries()) {
    const { type, required } = field;
    if (has[`has${at}`] !== true && !required) continue;
    if (isStruct(type))
      kept.push({ ...field, type: await slimStruct(type, { connection, rows, path: member(field) }) });
    else if (isListOfStructs(type)) {
      const elements = { connection, rows: `SELECT unnest(${member(field)}) AS v FROM (${rows})`, path: 'v' };
      kept.push({ ...field, type: await slimList(type, elements) });
    } else kept.push(field);
  }
  return { type: 'struct', fields: kept.length > 0 ? kept : [leanest(fields)] };
}

/** What says least of a struct whose members are all null. */
function leanest(fields: readonly Field[]): Field {
  const [first] = fields;
  if (first === undefined) throw new Error('a struct has no members');
  const plain = fields.find(({ type }) => typeof type === 'string');
  return plain ?? { ...first, type: leanestType(first.type) };
}

function leanestType(type: FieldType): FieldType {
  if (isStruct(type)) return { type: 'struct', fields: [leanest(type.fields)] };
  return isListOfStructs(type)
    ? { ...type, element: { type: 'struct', fields: [leanest(type.element.fields)] } }
    : type;
}
