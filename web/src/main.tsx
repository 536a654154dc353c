import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ServerError } from './api/client.ts';
import { App } from './app.tsx';
import { NavigationProvider } from './state/navigation.tsx';
// eslint-disable-next-line import/no-unassigned-import
import './styles.css';

const MOST_TRIES = 2;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (tries, error) =>
        tries < MOST_TRIES && !(error instanceof ServerError && error.status < 500 && error.status !== 429),
    },
  },
});

const root = document.querySelector('#root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <NavigationProvider>
          <App />
        </NavigationProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
