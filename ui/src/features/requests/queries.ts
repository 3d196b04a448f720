/** Messages of upper platforms from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';

export type Request = Schemas['RequestRow'];
export const PAGE_SIZE = 20;

export function useRequests(open: MaybeRefOrGetter<boolean>, page: MaybeRefOrGetter<number>) {
  const asked = computed(() => ({ open: toValue(open), page: toValue(page), page_size: PAGE_SIZE }));
  return useQuery({
    queryKey: computed(() => ['requests', 'list', asked.value]),
    queryFn: () => send(api.GET('/api/v1/requests', { params: { query: asked.value } })),
    placeholderData: keepPreviousData,
  });
}

export function useRequest(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['requests', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/requests/{id}', { params: { path: { id: toValue(id) } } })),
    // Tries at delivery come without an event.
    refetchInterval: (query) => (query.state.data?.answer?.delivery === 'queued' ? 10_000 : false),
  });
}

/** Puts a record that was answered in the place of the old one; lists are stale then. */
export function keepRequest(request: Request): void {
  queryClient.setQueryData<Schemas['RequestRecord']>(['requests', request.id], (old) => (old ? { ...old, ...request } : old));
  void queryClient.invalidateQueries({ queryKey: ['requests', request.id] });
  void queryClient.invalidateQueries({ queryKey: ['requests', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
