/** The bar above the notes. */
import { LayoutGrid, LogOut, Menu, Rows3, Settings } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { SearchBox } from '../features/search/search-box.tsx';
import { t } from '../messages/messages.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { useKeep } from '../state/use-keep.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Mark } from '../ui/mark.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { useSignOut } from './sign-out.tsx';
import { SyncChip } from './sync-chip.tsx';
import { useIsScrolled } from './use-is-scrolled.ts';

export function Bar({ toggleRail }: { toggleRail: () => void }) {
  const { view } = usePreferences();
  const isScrolled = useIsScrolled();
  const isGrid = view === 'grid';
  return (
    <header className={`bar${isScrolled ? ' is-scrolled' : ''}`}>
      <div className="bar__brand">
        <IconButton icon={Menu} label={t('bar.menu')} onClick={toggleRail} />
        <Link className="brand" href="/">
          <Mark />
          Keep
        </Link>
      </div>
      <div className="bar__main">
        <div className="bar__search">
          <SearchBox />
        </div>
        <div className="bar__actions">
          <SyncChip />
          <IconButton
            icon={isGrid ? Rows3 : LayoutGrid}
            label={t(isGrid ? 'bar.asList' : 'bar.asGrid')}
            onClick={() => setPreferences({ view: isGrid ? 'list' : 'grid' })}
          />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}

function AccountMenu() {
  const { account } = useKeep();
  const signOut = useSignOut();
  const [, navigate] = useLocation();
  return (
    <>
      <MenuButton
        className="bar__account"
        label={t('account.label', { name: account.name })}
        entries={[
          { id: 'settings', text: t('settings.title'), icon: Settings, onAction: () => navigate('/settings') },
          { id: 'sign-out', text: t('account.signOut'), icon: LogOut, onAction: signOut.start },
        ]}
      >
        <Avatar id={account.id} name={account.name} size={28} />
      </MenuButton>
      {signOut.question}
    </>
  );
}
