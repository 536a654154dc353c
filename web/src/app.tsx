import { lazy, Suspense, type ComponentType } from 'react';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { Empty, Waiting } from './parts/notices.tsx';
import { Progress } from './parts/progress.tsx';
import { Said } from './parts/said.tsx';
import { useAppliedTheme } from './parts/theme.ts';
import { TopBar } from './parts/top-bar.tsx';
import { ValueMenuProvider } from './parts/value.tsx';
import { useNavigation } from './state/navigation.tsx';
import { PAGES, type Page } from './state/page-state.ts';

const page = (load: () => Promise<{ readonly Main: ComponentType }>) =>
  lazy(async () => ({ default: (await load()).Main }));

const CONTENT: Readonly<Record<Page, ComponentType>> = {
  home: page(() => import('./pages/home.tsx')),
  explore: page(() => import('./pages/explore.tsx')),
  boards: page(() => import('./pages/boards.tsx')),
  entity: page(() => import('./pages/entity.tsx')),
  hunt: page(() => import('./pages/hunt.tsx')),
  sources: page(() => import('./pages/sources.tsx')),
  sql: page(() => import('./pages/sql.tsx')),
};

const TITLES: Readonly<Record<Page, string>> = {
  home: 'Home',
  explore: 'Explore',
  boards: 'Boards',
  entity: 'Entity',
  hunt: 'Hunt',
  sources: 'Sources',
  sql: 'SQL',
};

/** The frame around every page. */
export function App() {
  useAppliedTheme();
  return (
    <ValueMenuProvider>
      <TopBar />
      <Progress />
      <div className="frame">
        <Pages />
        <main>
          <Content />
        </main>
      </div>
      <Said />
    </ValueMenuProvider>
  );
}

/** The list of pages: at the side, on narrow screens above. */
function Pages() {
  const { state, go } = useNavigation();
  return (
    <nav className="pages" aria-label="Pages">
      {PAGES.map((each) => (
        <a
          key={each}
          href={`/${each}`}
          {...(each === state.page ? { 'aria-current': 'page' } : {})}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            go({ page: each });
          }}
        >
          {TITLES[each]}
        </a>
      ))}
    </nav>
  );
}

function Content() {
  const { state, ignored } = useNavigation();
  const Main = CONTENT[state.page];
  return (
    <div className="stack content">
      <h1 className="visually-hidden">{TITLES[state.page]}</h1>
      {ignored.length === 0 ? null : (
        <Empty title="Some of this address could not be understood and was left out">
          {ignored.join('; ').slice(0, 500)}
        </Empty>
      )}
      <ErrorBoundary key={state.page}>
        <Suspense fallback={<Waiting what="Loading" />}>
          <Main />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
