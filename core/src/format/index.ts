export type {
  Field,
  FieldType,
  ListType,
  MapType,
  PrimitiveType,
  StructType,
  TableDefinition,
} from './table.ts';
