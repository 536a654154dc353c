// C0, DEL, C1, bidirectional controls, zero-width and line separators: what can move a cursor or hide text.
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Log text made harmless for a terminal: every character that could act is shown as `\x1b` or `\u202e`. */
export function inert(text: string): string {
  return text.replace(ACTIVE, (character) => {
    const code = character.charCodeAt(0);
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
