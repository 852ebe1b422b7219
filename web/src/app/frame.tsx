/** The frame around the notes: the bar above, the rail beside, the board in the middle. */
import { Archive, LogOut, Menu, StickyNote, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import { Board } from '../features/board/board.tsx';
import { Editor } from '../features/editor/editor.tsx';
import { t } from '../messages/messages.ts';
import { useKeep } from '../state/use-keep.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Mark } from '../ui/mark.tsx';
import { SyncChip } from './sync-chip.tsx';

export function Frame() {
  const [isRailOpen, setRailOpen] = useState(false);
  const [, params] = useRoute('/note/:id');
  return (
    <div className="app">
      <a className="skip" href="#notes">
        {t('bar.skip')}
      </a>
      <Bar openRail={() => setRailOpen(!isRailOpen)} />
      <Rail isOpen={isRailOpen} close={() => setRailOpen(false)} />
      <main className="main" id="notes" tabIndex={-1}>
        <div className="main__inner">
          <Switch>
            <Route path="/archive">
              <Board view="archived" />
            </Route>
            <Route path="/trash">
              <Board view="trashed" />
            </Route>
            <Route>
              <Board view="active" />
            </Route>
          </Switch>
        </div>
      </main>
      {params?.id !== undefined && <Editor key={params.id} noteId={params.id} />}
    </div>
  );
}

function Bar({ openRail }: { openRail: () => void }) {
  const { account, signOut } = useKeep();
  return (
    <header className="bar">
      <div className="bar__brand">
        <IconButton icon={Menu} label={t('bar.menu')} onClick={openRail} />
        <Link className="brand" href="/">
          <Mark />
          Keep
        </Link>
      </div>
      <div className="bar__main">
        <div className="bar__search" />
        <div className="bar__actions">
          <SyncChip />
          <IconButton icon={LogOut} label={t('account.signOut')} onClick={() => void signOut()} />
          <Avatar id={account.id} name={account.name} size={28} />
        </div>
      </div>
    </header>
  );
}

const PLACES = [
  { path: '/', key: 'nav.notes', icon: StickyNote },
  { path: '/archive', key: 'nav.archive', icon: Archive },
  { path: '/trash', key: 'nav.trash', icon: Trash2 },
] as const;

function Rail({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <nav className={`rail${isOpen ? ' is-open' : ''}`} aria-label={t('nav.label')}>
      {PLACES.map(({ path, key, icon: Icon }) => (
        <RailItem key={path} path={path} close={close}>
          <Icon className="icon" aria-hidden="true" />
          <span>{t(key)}</span>
        </RailItem>
      ))}
    </nav>
  );
}

function RailItem({ path, close, children }: { path: string; close: () => void; children: React.ReactNode }) {
  const [isCurrent] = useRoute(path);
  return (
    <Link className="rail__item" href={path} aria-current={isCurrent ? 'page' : undefined} onClick={close}>
      {children}
    </Link>
  );
}
