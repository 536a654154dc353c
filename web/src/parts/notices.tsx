import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { ServerError, token } from '../api/client.ts';

/** What went wrong, and what to do next. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof ServerError ? error.hint : 'Is levee serve still running? Try again.';
  return (
    <div className="notice problem" role="alert">
      <strong>{message}</strong>
      {hint === undefined ? null : <div>{hint}</div>}
      {error instanceof ServerError && error.status === 401 ? <TokenForm retry={retry} /> : null}
      {retry === undefined ? null : <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

/** Takes the token of LEVEE_TOKEN for this window. */
function TokenForm({ retry }: { readonly retry: (() => void) | undefined }) {
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget).get('token');
        if (typeof given === 'string') token.set(given);
        retry?.();
      }}
    >
      <label>
        Token <input className="plain-input" name="token" type="password" autoComplete="off" />
      </label>
      <Button formAction="submit">Send</Button>
    </form>
  );
}

/** Nothing to show, and what would show something. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className="notice" role="status">
    <strong>{title}</strong>
    {children === undefined ? null : <div>{children}</div>}
  </div>
);

export const Waiting = ({ what }: { readonly what: string }) => (
  <div className="row" role="status" data-waiting>
    <Spinner /> {what}
  </div>
);
