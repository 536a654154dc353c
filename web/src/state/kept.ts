/** An address of the page that this browser keeps, by a name. */
export interface Kept {
  readonly name: string;
  readonly address: string;
}

const MOST = 100;

const isKept = (each: unknown): each is Kept => {
  const { name, address } = (each ?? {}) as Partial<Kept>;
  return typeof name === 'string' && typeof address === 'string' && /^\/[a-z]*\?/.test(address);
};

/** A list of addresses in this browser; what others wrote there is left out. */
export function readKept(key: string): readonly Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(found) ? found.filter(isKept) : [];
  } catch {
    return [];
  }
}

/** Keeps the last hundred; false where the browser keeps nothing, or no more. */
export function writeKept(key: string, list: readonly Kept[]): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(list.slice(-MOST)));
    return true;
  } catch {
    return false;
  }
}

/** The list with one more at its end; one of the same name is replaced. */
export const withKept = (list: readonly Kept[], one: Kept): readonly Kept[] =>
  [...list.filter(({ name }) => name !== one.name), one].slice(-MOST);

/** The list without a name. */
export const withoutKept = (list: readonly Kept[], name: string): readonly Kept[] =>
  list.filter((each) => each.name !== name);
