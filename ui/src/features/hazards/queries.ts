/** Hazards from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

import type { Hazard } from './turn';
import type { HazardQuery } from './views';

export const PAGE_SIZE = 20;

export function useHazards(query: MaybeRefOrGetter<HazardQuery>, page: MaybeRefOrGetter<number>) {
  const asked = computed(() => ({ ...toValue(query), page: toValue(page), page_size: PAGE_SIZE }));
  return useQuery({
    queryKey: computed(() => ['hazards', 'list', asked.value]),
    queryFn: () => send(api.GET('/api/v1/hazards', { params: { query: asked.value } })),
    placeholderData: keepPreviousData,
  });
}

export function useHazard(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['hazards', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/hazards/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

/** Puts a record that a step answered in the place of the old one; lists and Today are stale then. */
export function keepHazard(hazard: Hazard): void {
  keepAnswer(['hazards', hazard.id], hazard);
  void queryClient.invalidateQueries({ queryKey: ['hazards', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}

/** Accounts of the authority and the enterprises the viewer sees. */
export function useUsers(enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({ queryKey: ['users'], queryFn: () => send(api.GET('/api/v1/users')), enabled: computed(() => toValue(enabled)), staleTime: 60_000 });
}
