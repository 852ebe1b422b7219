/** Ways to narrow a search: each adds an operator to what is typed, or takes it out. */
import { Archive, CheckSquare, Pin, StickyNote, Users } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { t, type MessageKey } from '../../messages/messages.ts';
import { useLabels, useNotes } from '../../state/use-keep.ts';
import { colorToken, noteColors } from '../../ui/note-color.ts';
import { useQuery } from './use-query.ts';

const STATES: readonly { term: string; icon: LucideIcon; key: MessageKey }[] = [
  { term: 'kind:list', icon: CheckSquare, key: 'search.lists' },
  { term: 'kind:text', icon: StickyNote, key: 'search.texts' },
  { term: 'is:pinned', icon: Pin, key: 'board.pinned' },
  { term: 'is:archived', icon: Archive, key: 'nav.archive' },
  { term: 'is:shared', icon: Users, key: 'search.shared' },
];
const MOST_LABELS = 12;

export function Filters() {
  const { toggleTerm, hasTerm } = useQuery();
  const labels = useLabels();
  const used = new Set(useNotes().map(({ placement }) => placement.color));
  const chip = (term: string, text: string, Icon?: LucideIcon) => (
    <button key={term} type="button" className="chip" aria-pressed={hasTerm(term)} onClick={() => toggleTerm(term)}>
      {Icon && <Icon className="icon" aria-hidden="true" />}
      {text}
    </button>
  );
  return (
    <aside className="filters" aria-label={t('search.filters')}>
      <section>
        <h2>{t('search.kind')}</h2>
        <div className="filters__row">{STATES.map(({ term, icon, key }) => chip(term, t(key), icon))}</div>
      </section>
      {labels.length > 0 && (
        <section>
          <h2>{t('nav.labels')}</h2>
          <div className="filters__row">
            {labels.slice(0, MOST_LABELS).map(({ name }) => chip(labelTerm(name), name))}
          </div>
        </section>
      )}
      <section>
        <h2>{t('note.color')}</h2>
        <div className="swatches">
          {noteColors
            .filter(color => used.has(color))
            .map(color => (
              <button
                key={color}
                type="button"
                role="checkbox"
                className="swatch"
                data-color={colorToken(color)}
                aria-label={t(`color.${color}`)}
                title={t(`color.${color}`)}
                aria-checked={hasTerm(`color:${color}`)}
                onClick={() => toggleTerm(`color:${color}`)}
              >
                <span className="swatch__disc" />
              </button>
            ))}
        </div>
      </section>
    </aside>
  );
}

/** A name with spaces is quoted, or it would be several terms. */
function labelTerm(name: string): string {
  return /\s/.test(name) ? `label:"${name}"` : `label:${name}`;
}
