/** What is used of the WebAssembly JavaScript interface (https://webassembly.github.io/spec/js-api/): Node's types lack it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
}

/** A global variable that a module exports. */
export interface Global {
  value: unknown;
}

/** The engine's own WebAssembly. */
export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
