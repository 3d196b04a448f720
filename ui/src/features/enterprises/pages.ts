/** A page of what hangs on an enterprise; its number is kept in the address. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';

import type { EnterpriseFile } from './file';

import { useFilters } from '@/components/filters';

/** `key` is the first part of the cache key, by which live events make it stale. */
export function useTabPage<T>(key: string, file: () => EnterpriseFile, fetch: (options: { params: { path: { id: string }; query: { page: number; page_size: number } } }) => Promise<T>) {
  const { page, setPage } = useFilters([]);
  const query = useQuery({
    queryKey: [key, 'enterprise', () => file().id, page],
    queryFn: () => fetch({ params: { path: { id: file().id }, query: { page: page.value, page_size: 20 } } }),
    placeholderData: keepPreviousData,
  });
  return { query, setPage };
}
