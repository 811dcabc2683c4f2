// The field to search in a list, the same wherever there is one.
import { Icon } from './Icon.tsx';
import type { Text } from './text.ts';

interface SearchProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly t: Text;
}

export function Search({ query, onQuery, t }: SearchProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        placeholder={t('search')}
        aria-label={t('searchLabel')}
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
      />
    </label>
  );
}
