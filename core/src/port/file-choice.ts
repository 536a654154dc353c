/** What a table's metadata says of a column's values in some files: each between the two, or null. */
export interface ColumnRange {
  /** Text that the engine casts to the column's type; undefined where there is no such bound. */
  readonly least: string | undefined;
  readonly greatest: string | undefined;
}

/** A data file, or a manifest of several, that a scan could leave out. */
export interface ScanCandidate {
  /** Data files that it stands for. */
  readonly files: number;
  /** Range of a column by its path, `['httprequest', 'clientip']`; undefined where nothing is known of it. */
  range(path: readonly string[]): ColumnRange | undefined;
}

/** A table's columns as a choice needs them: the engine's type of a path through structs, undefined where there is none. */
export type TypeOf = (path: readonly string[]) => string | undefined;

/**
 * Decides which candidates may hold rows that matter, in their order. It is asked twice per scan: for the manifests, by what the
 * manifest list says of them, and for the data files of those that stay. Unsure is yes.
 */
export type ChooseFiles = (
  candidates: readonly ScanCandidate[],
  typeOf: TypeOf,
) => Promise<readonly boolean[]>;

/** A value that a condition asks for. */
export interface SoughtValue {
  /** Column by its path. */
  readonly path: readonly string[];
  /** Whether the column itself must be the value, or one of its elements; `either`: of a list an element, else the column. */
  readonly as: 'value' | 'element' | 'either';
  readonly text: string;
  /** The text is an IP address, and so is every other text of that address. */
  readonly isAddress: boolean;
}

/** A condition that a row meets only where it has one of these values. */
export interface Needle {
  readonly anyOf: readonly SoughtValue[];
  /** Takes note that data files went because none of their rows meets it. */
  readonly letGo: (files: number) => void;
}

/** Per place where a table is read the needles that its rows must all meet; none: all rows may matter there. */
export type NeedleUses = readonly (readonly Needle[])[];
