/** The field in the bar: what is typed is searched for at once. */
import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { t } from '../../messages/messages.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useQuery } from './use-query.ts';

export function SearchBox() {
  const { query, setQuery } = useQuery();
  const [location, navigate] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The field has its own text while it is typed in; Back and the filters change it from outside.
    if (field.current && field.current.value !== query) field.current.value = query;
  }, [query]);

  function leave(): void {
    setQuery('');
    navigate('/');
  }

  return (
    <label className={`search${location === '/search' ? ' is-active' : ''}`}>
      <Search className="icon" aria-hidden="true" />
      <input
        ref={field}
        className="search__input"
        type="text"
        role="searchbox"
        enterKeyHint="search"
        autoComplete="off"
        placeholder={t('bar.search')}
        aria-label={t('bar.search')}
        aria-keyshortcuts="/"
        defaultValue={query}
        onFocus={() => location !== '/search' && navigate('/search')}
        onInput={event => setQuery(event.currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && leave()}
      />
      {query === '' ? <kbd className="kbd">/</kbd> : <IconButton icon={X} label={t('search.leave')} onClick={leave} />}
    </label>
  );
}
