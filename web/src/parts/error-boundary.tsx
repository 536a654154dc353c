import { Component, type ReactNode } from 'react';
import { Problem } from './notices.tsx';

/** Shows what failed in place of a blank page. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override state: { readonly error?: unknown } = {};

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Problem error={this.state.error} retry={() => this.setState({ error: undefined })} />;
  }
}
