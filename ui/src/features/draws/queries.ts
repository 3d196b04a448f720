/** Draws and the pool of inspectors from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';
import type { operations } from '@/api/schema';

export type Draw = Schemas['DrawRecord'];
export type RosterQuery = operations['list_draw_roster']['parameters']['query'];
type ListQuery = NonNullable<operations['list_draws']['parameters']['query']>;
export const PAGE_SIZE = 20;

export function useDraws(query: MaybeRefOrGetter<ListQuery>) {
  return useQuery({
    queryKey: computed(() => ['draws', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/draws', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

/** `every`: asked again after so many milliseconds, for a screen that a room looks at. */
export function useDraw(id: MaybeRefOrGetter<string>, every: number | false = false) {
  return useQuery({
    queryKey: computed(() => ['draws', 'one', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/draws/{id}', { params: { path: { id: toValue(id) } } })),
    refetchInterval: every,
  });
}

export function useRoster(id: MaybeRefOrGetter<string>, query: MaybeRefOrGetter<RosterQuery>) {
  return useQuery({
    queryKey: computed(() => ['draws', 'roster', toValue(id), toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/draws/{id}/roster', { params: { path: { id: toValue(id) }, query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useInspectors() {
  return useQuery({ queryKey: ['inspectors'], queryFn: () => send(api.GET('/api/v1/inspectors')) });
}

export function useLists() {
  return useQuery({ queryKey: ['inspection-lists'], queryFn: () => send(api.GET('/api/v1/inspection-lists')) });
}

/** After a step: the answer is the draw as it is now. */
export function drawChanged(draw: Draw): void {
  keepAnswer(['draws', 'one', draw.id], draw);
  for (const key of ['draws', 'today']) void queryClient.invalidateQueries({ queryKey: [key] });
}
