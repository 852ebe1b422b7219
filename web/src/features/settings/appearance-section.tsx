/** Theme, language, and where ticked items go. */
import { chooseLocale, currentLocale, type Locale, t } from '../../messages/messages.ts';
import { type Preferences, setPreferences, usePreferences } from '../../state/preferences.ts';
import { Row, Section } from './section.tsx';

const THEMES = ['system', 'light', 'dark'] as const;
const LOCALES: readonly { locale: Locale; name: string }[] = [
  { locale: 'en', name: 'English' },
  { locale: 'es', name: 'Español' },
];

export function AppearanceSection() {
  const { theme, groupsTicked } = usePreferences();
  return (
    <Section id="appearance" title={t('settings.appearance')}>
      <div className="themes" role="radiogroup" aria-label={t('settings.theme')}>
        {THEMES.map(each => (
          <button
            key={each}
            type="button"
            className="theme"
            role="radio"
            aria-checked={theme === each}
            onClick={() => setPreferences({ theme: each })}
          >
            <ThemePicture theme={each} />
            {t(`settings.theme.${each}`)}
          </button>
        ))}
      </div>
      <Row title={<label htmlFor="locale">{t('settings.language')}</label>}>
        <select
          id="locale"
          className="select"
          defaultValue={currentLocale()}
          onChange={event => {
            chooseLocale(event.currentTarget.value as Locale);
            location.reload();
          }}
        >
          {LOCALES.map(({ locale, name }) => (
            <option key={locale} value={locale} lang={locale}>
              {name}
            </option>
          ))}
        </select>
      </Row>
      <Row title={t('settings.ticked')}>
        <div className="segmented" role="radiogroup" aria-label={t('settings.ticked')}>
          {([true, false] as const).map(each => (
            <button
              key={String(each)}
              type="button"
              role="radio"
              aria-checked={groupsTicked === each}
              onClick={() => setPreferences({ groupsTicked: each })}
            >
              {t(each ? 'settings.ticked.below' : 'settings.ticked.inPlace')}
            </button>
          ))}
        </div>
      </Row>
    </Section>
  );
}

/** Colour and height of each card of a picture, by column. */
const CARDS = [
  [['sand', 18], ['default', 30]],
  [['default', 32], ['sage', 20]],
] as const; // prettier-ignore

function ThemePicture({ theme }: { theme: Preferences['theme'] }) {
  const halves = theme === 'system' ? (['light', 'dark'] as const) : [theme];
  return (
    <span className="theme__pic" aria-hidden="true">
      {halves.map(half => (
        <span key={half} className="theme__half" data-theme={half}>
          {CARDS.map((column, index) => (
            <span key={index}>
              {column.map(([color, height]) => (
                <i key={color} data-color={color} style={{ height }} />
              ))}
            </span>
          ))}
        </span>
      ))}
    </span>
  );
}
