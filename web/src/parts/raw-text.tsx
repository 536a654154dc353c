import { linesShown } from './text.ts';

/** Characters of a raw text that are shown; a copy has them all. */
const MOST_SHOWN = 200_000;

/** Text of a log as it was written, line by line: whatever it holds, it is text, and what can't be seen is written out. */
export function RawText({ text }: { readonly text: string }) {
  return (
    <>
      <pre className="mono raw">{linesShown(text.slice(0, MOST_SHOWN))}</pre>
      {text.length > MOST_SHOWN ? (
        <div className="soft">the first {MOST_SHOWN.toLocaleString('en-US')} characters are shown</div>
      ) : null}
    </>
  );
}
