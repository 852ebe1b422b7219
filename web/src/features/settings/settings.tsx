/** Settings: appearance, account, sessions, API tokens, deletion. */
import { t } from '../../messages/messages.ts';
import { AccountSection } from './account-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TokensSection } from './tokens-section.tsx';

const SECTIONS = ['appearance', 'account', 'sessions', 'tokens', 'delete'] as const;

export function Settings() {
  return (
    <div className="settings">
      <nav className="settings__nav" aria-label={t('settings.title')}>
        {SECTIONS.map(section => (
          <a key={section} className="rail__item" href={`#${section}`}>
            <span>{t(`settings.${section}`)}</span>
          </a>
        ))}
      </nav>
      <div>
        <h1>{t('settings.title')}</h1>
        <div className="settings__main">
          <AppearanceSection />
          <AccountSection />
          <SessionsSection />
          <TokensSection />
          <DeleteSection />
        </div>
      </div>
    </div>
  );
}
