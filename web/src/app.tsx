import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { Empty, Waiting } from './parts/notices.tsx';
import { Progress } from './parts/progress.tsx';
import { Said } from './parts/said.tsx';
import { useAppliedTheme } from './parts/theme.ts';
import { TopBar } from './parts/top-bar.tsx';
import { ValueMenuProvider } from './parts/value.tsx';
import { useNavigation } from './state/navigation.tsx';
import { PAGES, type Page } from './state/page-state.ts';
import { setSettings, useSettings } from './state/settings.ts';

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

/** Below it the list of pages would cover the page. */
const WIDE_PIXELS = 900;

/** The frame around every page. */
export function App() {
  useAppliedTheme();
  const { state, go } = useNavigation();
  const { nav } = useSettings();
  const isWide = window.innerWidth >= WIDE_PIXELS;
  const [isOpen, setOpen] = useState(isWide && nav === 'open');
  const setNav = (open: boolean) => {
    setOpen(open);
    if (isWide) setSettings({ nav: open ? 'open' : 'closed' });
  };
  return (
    <ValueMenuProvider>
      <TopBar />
      <Progress />
      <AppLayout
        toolsHide
        headerSelector="#top"
        disableContentPaddings
        ariaLabels={{ navigation: 'Pages', navigationClose: 'Close pages', navigationToggle: 'Open pages' }}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setNav(detail.open)}
        navigation={
          <SideNavigation
            activeHref={`/${state.page}`}
            header={{ text: 'Pages', href: '/home' }}
            items={PAGES.map((each) => ({ type: 'link', text: TITLES[each], href: `/${each}` }))}
            onFollow={(event) => {
              event.preventDefault();
              const target = PAGES.find((each) => `/${each}` === event.detail.href);
              if (!isWide) setOpen(false);
              if (target !== undefined) go({ page: target });
            }}
          />
        }
        navigationWidth={170}
        content={<Content />}
      />
      <Said />
    </ValueMenuProvider>
  );
}

function Content() {
  const { state, ignored } = useNavigation();
  const Main = CONTENT[state.page];
  return (
    <div className="stack content" aria-label={TITLES[state.page]}>
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
