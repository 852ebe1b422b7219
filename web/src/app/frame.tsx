/** The frame around the notes: the bar above, the rail beside, a place in the middle, an opened note on top. */
import { lazy, Suspense, useCallback, useState } from 'react';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { Editor } from '../features/editor/editor.tsx';
import { LabelManager } from '../features/labels/label-manager.tsx';
import { t } from '../messages/messages.ts';
import { putOnTop, useOnTop } from '../state/on-top.ts';
import { useSelection } from '../state/selection.ts';
import { addressOf, usePlace } from '../state/use-place.ts';
import { Bar } from './bar.tsx';
import { ArchivePage, LabelPage, NotesPage, SearchPage, SettingsPage, SharedPage, TrashPage } from './places.tsx';
import { Rail } from './rail.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { UpdateBanner } from './update-banner.tsx';
import { Snackbar } from './snackbar.tsx';

const Sharing = lazy(() => import('../features/sharing/sharing-page.tsx'));
const History = lazy(() => import('../features/history/history-page.tsx'));
const Overview = lazy(() => import('../features/shortcuts/overview-page.tsx'));

export function Frame() {
  const [isRailOpen, setRailOpen] = useState(false);
  const selection = useSelection();
  const [isOverviewShown, setOverviewShown] = useState(false);
  useShortcuts({ showOverview: useCallback(() => setOverviewShown(true), []) });
  const [, params] = useRoute('/note/:id');
  const [location, navigate] = useLocation();
  const place = usePlace();
  const onTop = useOnTop();
  return (
    <div className="app">
      <a className="skip" href="#notes">
        {t('bar.skip')}
      </a>
      {selection.size > 0 ? <SelectionBar /> : <Bar toggleRail={() => setRailOpen(!isRailOpen)} />}
      <Rail isOpen={isRailOpen} close={() => setRailOpen(false)} />
      <main className="main" id="notes" tabIndex={-1}>
        <div className="main__inner">
          <UpdateBanner />
          <Switch location={place.path}>
            <Route path="/archive" component={ArchivePage} />
            <Route path="/trash" component={TrashPage} />
            <Route path="/shared" component={SharedPage} />
            <Route path="/settings" component={SettingsPage} />
            <Route path="/search" component={SearchPage} />
            <Route path="/label/:id">{({ id }) => <LabelPage key={id} labelId={id} />}</Route>
            <Route component={NotesPage} />
          </Switch>
        </div>
      </main>
      {params?.id !== undefined && <Editor key={params.id} noteId={params.id} back={addressOf(place)} />}
      {location === '/labels' && <LabelManager close={() => navigate(addressOf(place))} />}
      <Suspense>
        {onTop?.kind === 'sharing' && <Sharing noteId={onTop.noteId} close={() => putOnTop(undefined)} />}
        {onTop?.kind === 'history' && <History noteId={onTop.noteId} close={() => putOnTop(undefined)} />}
      </Suspense>
      {isOverviewShown && (
        <Suspense>
          <Overview close={() => setOverviewShown(false)} />
        </Suspense>
      )}
      <Snackbar />
    </div>
  );
}
