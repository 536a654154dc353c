/** Thrown for what a file may have and this reader has not: another reader has to read it. */
export class Unsupported extends Error {}
