import type { Window } from './window.ts';

/** Why the stream ended. */
export type Ending = 'more' | 'whole' | 'cut';

/** Takes records off the front of a window. */
export interface Framer {
  /**
   * Takes every complete record. `more`: bytes will follow; `whole`: the object ended properly;
   * `cut`: it broke off, so a last piece without its end is no record.
   */
  take(window: Window, ending: Ending): void;
}

/** Takes records off a window's front, as many as it likes; `inArray`: with commas between them. */
export type TakeBlock = (window: Window, inArray: boolean) => void;
