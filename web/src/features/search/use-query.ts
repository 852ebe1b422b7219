/** The query of the search page, kept in its address: Back, reload and a link lead to the same results. */
import { useLocation } from 'wouter';
import { usePlace } from '../../state/use-place.ts';

export function useQuery() {
  const [location, navigate] = useLocation();
  const { path, search } = usePlace();
  const query = path === '/search' ? (new URLSearchParams(search).get('q') ?? '') : '';

  function setQuery(text: string): void {
    const address = text === '' ? '/search' : `/search?q=${encodeURIComponent(text)}`;
    navigate(address, { replace: location === '/search' });
  }

  /** Adds the term, or takes it out where it is there. */
  function toggleTerm(term: string): void {
    const terms = termsOf(query);
    setQuery((terms.includes(term) ? terms.filter(each => each !== term) : [...terms, term]).join(' '));
  }

  return { query, setQuery, toggleTerm, hasTerm: (term: string) => termsOf(query).includes(term) };
}

/** Split at spaces outside of quotation marks. */
function termsOf(query: string): string[] {
  return query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}
