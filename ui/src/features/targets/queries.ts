/** Targets from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';

export type Target = Schemas['TargetRow'];
export const PAGE_SIZE = 20;

export function useTargets() {
  return useQuery({ queryKey: ['targets', 'list'], queryFn: () => send(api.GET('/api/v1/targets')) });
}

export function useTarget(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['targets', 'one', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/targets/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

export function useTargetNames(id: MaybeRefOrGetter<string>, page: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => ['targets', 'names', toValue(id), toValue(page)]),
    queryFn: () => send(api.GET('/api/v1/targets/{id}/names', { params: { path: { id: toValue(id) }, query: { page: toValue(page), page_size: PAGE_SIZE } } })),
    placeholderData: keepPreviousData,
  });
}

/** After reminders were sent or taken back. */
export function targetsChanged(): void {
  for (const key of ['targets', 'today', 'ledger']) void queryClient.invalidateQueries({ queryKey: [key] });
}
