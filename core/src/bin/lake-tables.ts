import { rejectsDefinition } from '#decode';
import { tableDefinition, type FieldIds, type Format, type TableDefinition } from '#format';
import { catalogue } from '#formats';
import { LeveeError } from '#kernel';

/** Every format of the catalogue. */
export const formats: readonly Format[] = catalogue.map(({ format }) => format);

const IDS = new Map<string, FieldIds>(catalogue.map(({ format, ids }) => [format.name, ids]));

/** Field ids of a format of the catalogue. */
export function idsOf(format: Format): FieldIds {
  const ids = IDS.get(format.name);
  if (ids === undefined) throw new LeveeError(`format ${format.name} is not in the catalogue`);
  return ids;
}

/** Every table that a lake can have. */
export const definitions: readonly TableDefinition[] = [
  ...formats.map((format) => tableDefinition(format, idsOf(format))),
  rejectsDefinition,
];
