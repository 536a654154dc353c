// Controls, bidirectional and invisible characters, line separators: what can move a cursor or hide text.
const ACTIVE = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** Log text made harmless for a terminal: every character that could act is shown as `\x1b` or `\u{202e}`. */
export function inert(text: string): string {
  return text.replace(ACTIVE, (character) => {
    const code = character.charCodeAt(0);
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
