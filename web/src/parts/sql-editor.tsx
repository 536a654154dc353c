import { autocompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql, StandardSQL } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { useIsDark } from './theme.ts';

/** The theme's own colours, which have contrast in both. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
]);

interface EditorProps {
  readonly initial: string;
  /** Columns by table, for completion. */
  readonly schema: Readonly<Record<string, readonly string[]>>;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/** A SQL editor that knows the tables and columns. Ctrl-Enter runs; Escape, then Tab leaves it. */
export function SqlEditor({ initial, schema, onChange, onRun }: EditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const calls = useRef({ onChange, onRun });
  const isDark = useIsDark();
  const text = useRef(initial);
  useEffect(() => {
    calls.current = { onChange, onRun };
  });
  useEffect(() => {
    if (element.current === null) return undefined;
    const view = new EditorView({
      parent: element.current,
      state: EditorState.create({
        doc: text.current,
        extensions: [
          lineNumbers(),
          history(),
          // Its icons are letters of a font that few systems have.
          autocompletion({ icons: false }),
          syntaxHighlighting(HIGHLIGHT),
          sql({ dialect: StandardSQL, schema: { ...schema } as Record<string, string[]> }),
          keymap.of([
            { key: 'Mod-Enter', run: () => (calls.current.onRun(), true) },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
          EditorView.lineWrapping,
          EditorView.theme(
            {
              '&': { minHeight: '140px', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
              '.cm-gutters': { backgroundColor: 'var(--paper-soft)', color: 'var(--ink-soft)' },
              '.cm-cursor': { borderLeftColor: 'var(--ink)' },
            },
            { dark: isDark },
          ),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            text.current = update.state.doc.toString();
            calls.current.onChange(text.current);
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [schema, isDark]);
  return <div ref={element} className="editor" />;
}
