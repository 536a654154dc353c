import { z } from 'zod';
import { inert, LeveeError } from '#kernel';
import { nearest } from './nearest.ts';
import { schema } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One mistake in levee.yaml, ready to be said. */
interface Mistake {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly what: string;
  readonly hint: string;
}

const DOCS = 'mend it there; core/levee.schema.json describes every key';

/** The first mistake of a file as an error: file, line, column, key path, what was found and what was expected. */
export function configProblem(file: string, yaml: YamlFile, issues: readonly Issue[]): LeveeError {
  // A mistyped key first: that the right one is missing is only its consequence.
  const ordered = [...issues].sort((one, other) => rank(one) - rank(other));
  return problemAt(
    file,
    yaml,
    ordered.flatMap((issue) => mistakesOf(issue, yaml.value)),
  );
}

const rank = (issue: Issue): number => (issue.code === 'unrecognized_keys' ? 0 : 1);

/** A place in levee.yaml that names a format or a table, and the names there are. */
export interface NameUsed {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly kind: 'format' | 'table';
  readonly name: string;
  readonly known: readonly string[];
}

/** A name in levee.yaml that the rest of the program does not know. */
export function unknownName(file: string, yaml: YamlFile, used: NameUsed): LeveeError {
  const { path, at, kind, name, known } = used;
  const meant = nearest(name, known);
  const hint = meant === undefined ? `known are: ${known.join(', ')}` : `did you mean ${meant}?`;
  return problemAt(file, yaml, [{ path, at, what: `there is no ${kind} ${shown(name)}`, hint }]);
}

function problemAt(file: string, yaml: YamlFile, mistakes: readonly Mistake[]): LeveeError {
  const [first] = mistakes;
  if (first === undefined) return new LeveeError(`${file} is not valid`, { exitCode: 2 });
  const { line, column } = yaml.placeOf(first.path, first.at);
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : '';
  const message = `${file}:${line}:${column}: ${pathText(first.path)}: ${first.what}${more}`;
  return new LeveeError(message, { hint: first.hint, exitCode: 2 });
}

function mistakesOf(issue: Issue, root: unknown): Mistake[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...issue.path, key]));
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message;
    return [{ path: issue.path, at: 'key', ...found(String(issue.path.at(-1)), expected) }];
  }
  return [{ path: issue.path, at: 'value', ...found(valueAt(root, issue.path), expectedOf(issue)) }];
}

const found = (value: unknown, expected: string) => ({
  what: `found ${shown(value)}, expected ${expected}`,
  hint: DOCS,
});

function expectedOf(issue: Issue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.expected === 'array') return issue.message.startsWith('Invalid input') ? 'a list' : issue.message;
  const isMap = issue.expected === 'object' || issue.expected === 'record';
  return isMap ? 'a map of keys and values' : issue.message;
}

function unknownKey(path: Path): Mistake {
  const known = keysAt(path.slice(0, -1));
  const meant = nearest(String(path.at(-1)), known);
  const hint = meant === undefined ? `known keys: ${known.join(', ')}` : `did you mean ${meant}?`;
  return { path, at: 'key', what: 'unknown key', hint };
}

/** The keys that the schema knows at a path. */
function keysAt(path: Path): string[] {
  let type: z.core.$ZodType = schema;
  for (const step of path) type = childType(unwrapped(type), step);
  const inner = unwrapped(type);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function childType(type: z.core.$ZodType, step: PropertyKey): z.core.$ZodType {
  if (type instanceof z.ZodArray) return type.element;
  if (type instanceof z.ZodRecord) return type.valueType;
  const shape: Readonly<Record<string, z.core.$ZodType>> = type instanceof z.ZodObject ? type.shape : {};
  return shape[String(step)] ?? z.unknown();
}

function unwrapped(type: z.core.$ZodType): z.core.$ZodType {
  const isWrapped =
    type instanceof z.ZodDefault || type instanceof z.ZodPrefault || type instanceof z.ZodExactOptional;
  return isWrapped ? unwrapped(type.unwrap()) : type;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    root,
  );
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  // An address may hold a password.
  const text = inert(JSON.stringify(value)).replaceAll(/\/\/[^\s/"]*@/g, '//…@');
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

const pathText = (path: Path): string =>
  path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${inert(String(step))}`,
    )
    .join('') || 'the file';
