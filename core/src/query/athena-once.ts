/**
 * An expression that is worked out once, under a name that `body` has it by. DuckDB puts the text of a macro's argument wherever the
 * macro's body has it, so that a body which has it ten times takes a hundred times as long to plan where one call stands in another.
 */
export const once = (expression: string, name: string, body: string): string =>
  `list_transform([${expression}], lambda ${name}: ${body})[1]`;

/**
 * A name for what stands in a lambda, by what stands within it: the same where the same is written, since what is grouped by is known by its
 * text.
 */
export const innerName = (name: string, within: string): string => `${name}${within.split(name).length - 1}`;
