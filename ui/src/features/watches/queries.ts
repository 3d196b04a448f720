/** Watches from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

import type { WatchQuery } from './views';

export type Watch = Schemas['WatchRecord'];
export type Step = Schemas['WatchAction'];

export const PAGE_SIZE = 20;

export function useWatches(query: MaybeRefOrGetter<WatchQuery>, page: MaybeRefOrGetter<number>) {
  const asked = computed(() => ({ ...toValue(query), page: toValue(page), page_size: PAGE_SIZE }));
  return useQuery({
    queryKey: computed(() => ['watches', 'list', asked.value]),
    queryFn: () => send(api.GET('/api/v1/watches', { params: { query: asked.value } })),
    placeholderData: keepPreviousData,
  });
}

export function useWatch(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['watches', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/watches/{id}', { params: { path: { id: toValue(id) } } })),
    // Tries at delivery change nothing of the record and come without an event.
    refetchInterval: (query) => (query.state.data?.deliveries.some((one) => one.state === 'queued') ? 10_000 : false),
  });
}

/** Puts a record that a step answered in the place of the old one; lists are stale then. */
export function keepWatch(watch: Watch): void {
  keepAnswer(['watches', watch.id], watch);
  void queryClient.invalidateQueries({ queryKey: ['watches', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
