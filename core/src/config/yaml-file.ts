import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { inert, LeveeError, messageOf } from '#kernel';

/** Where something is in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file as a plain value, and the places of its keys and values. */
export interface YamlFile {
  readonly value: unknown;
  /** Place of the value at a path, of the nearest enclosing one where it is absent; of the key for `'key'`. */
  placeOf(path: readonly PropertyKey[], what: 'key' | 'value'): Place;
}

/** Larger files are refused: a configuration is a few kilobytes. */
const MOST_BYTES = 1 << 20;
/** Alias expansions allowed, the library's own default; more is an attack ("billion laughs"). */
const MOST_ALIASES = 100;

/**
 * Reads YAML 1.2: one document, unique keys, plain scalars as keys. A key with nothing behind it counts as absent.
 * @throws LeveeError naming file, line and column.
 */
export function readYaml(bytes: Uint8Array, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parse(textOf(bytes, file), file, lines);
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw faultOf(fault, file, place);
  checkNodes(document, file, place);
  return {
    value: withoutNulls(plainValue(document, file)) ?? {},
    placeOf: (path, what) => place(offsetOf(document, path, what)),
  };
}

function textOf(bytes: Uint8Array, file: string): string {
  if (bytes.length > MOST_BYTES) {
    throw new LeveeError(`${file} is larger than ${MOST_BYTES} bytes`, {
      hint: 'check that it is the configuration file',
      exitCode: 2,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LeveeError(`${file} is not UTF-8 text`, { hint: 'save it as UTF-8', exitCode: 2, cause });
  }
}

function parse(text: string, file: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const unreadable = (file: string, cause: unknown): LeveeError =>
  new LeveeError(`${file} cannot be read: ${inert(messageOf(cause))}`, {
    hint: 'write it plainly, without deep nesting or many aliases',
    exitCode: 2,
    cause,
  });

function faultOf(fault: YAMLError, file: string, place: (offset: number) => Place): LeveeError {
  const { line, column } = place(fault.pos[0]);
  const hint = HINTS[fault.code] ?? 'mend the YAML there and run it again';
  return new LeveeError(`${file}:${line}:${column}: ${inert(fault.message)}`, { hint, exitCode: 2 });
}

const HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'say each key once',
  TAB_AS_INDENT: 'indent with spaces: YAML allows no tabs there',
  MULTIPLE_DOCS: 'keep one document: remove the second "---"',
  RESOURCE_EXHAUSTION: 'write it plainly, without deep nesting',
  TAG_RESOLVE_FAILED: 'remove the tag (the word that starts with "!")',
};

/** Keys must be scalars, aliases few and known: what the plain value would else hide or choke on. */
function checkNodes(document: Document, file: string, place: (offset: number) => Place): void {
  let aliases = 0;
  const refuse = (node: unknown, what: string, hint: string): never => {
    const { line, column } = place(isNode(node) ? (node.range?.[0] ?? 0) : 0);
    throw new LeveeError(`${file}:${line}:${column}: ${what}`, { hint, exitCode: 2 });
  };
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isScalar(key)) refuse(key, 'a key must be plain text', 'remove the list, map or alias there');
    },
    Alias: (_key, alias) => {
      aliases += 1;
      if (aliases > MOST_ALIASES) refuse(alias, `more than ${MOST_ALIASES} aliases`, 'write it out plainly');
      if (alias.resolve(document) === undefined) {
        refuse(alias, `there is no anchor &${inert(alias.source)} before this alias`, 'define it above');
      }
    },
  });
}

function plainValue(document: Document, file: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return value;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

function offsetOf(document: Document, path: readonly PropertyKey[], what: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [index, step] of path.entries()) {
    const isKeyWanted = what === 'key' && index === path.length - 1;
    const next = childOf(resolved(node, document), step, isKeyWanted);
    if (next === undefined) return offset;
    offset = next.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

const resolved = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;

function childOf(node: unknown, step: PropertyKey, isKeyWanted: boolean): Node | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? item : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  const found = isKeyWanted ? pair?.key : (pair?.value ?? pair?.key);
  return isNode(found) ? found : undefined;
}
