/** Signals from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

import type { Signal } from './draft';
import type { SignalQuery } from './views';

export const PAGE_SIZE = 50;
export function useSignals(query: MaybeRefOrGetter<SignalQuery>, page: MaybeRefOrGetter<number>) {
  const asked = computed(() => ({ ...toValue(query), page: toValue(page), page_size: PAGE_SIZE }));
  return useQuery({
    queryKey: computed(() => ['signals', 'list', asked.value]),
    queryFn: () => send(api.GET('/api/v1/signals', { params: { query: asked.value } })),
    placeholderData: keepPreviousData,
    // 无人处置 changes by the clock alone, without an event.
    refetchInterval: computed(() => (asked.value.unattended_minutes === undefined ? (false as const) : 60_000)),
  });
}

export function useSignal(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['signals', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/signals/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

/** The track of a signal. It is long: it is asked for anew only when the findings have grown (`until`, their last instant). */
export function useTrack(id: MaybeRefOrGetter<string>, until: MaybeRefOrGetter<string | null | undefined>) {
  return useQuery({
    queryKey: computed(() => ['tracks', toValue(id), toValue(until) ?? '']),
    queryFn: () => send(api.GET('/api/v1/signals/{id}/track', { params: { path: { id: toValue(id) } } })),
    placeholderData: (previous, query) => (query?.queryKey[1] === toValue(id) ? previous : undefined),
    staleTime: 300_000,
  });
}

/** Pictures and files that terminals sent around the findings; asked for anew when the findings have grown. */
export function useSignalMedia(signal: MaybeRefOrGetter<Signal>, allowed: MaybeRefOrGetter<boolean>) {
  const asked = computed(() => toValue(signal));
  return useQuery({
    queryKey: computed(() => ['terminal', asked.value.vehicle?.id ?? '', 'signal', asked.value.id, asked.value.findings.at(-1)?.end ?? '']),
    queryFn: () => send(api.GET('/api/v1/signals/{id}/media', { params: { path: { id: asked.value.id } } })),
    enabled: computed(() => toValue(allowed)),
  });
}

/** Puts a record that a step answered in the place of the old one; lists and Today are stale then. */
export function keepSignal(signal: Signal): void {
  keepAnswer(['signals', signal.id], signal);
  void queryClient.invalidateQueries({ queryKey: ['signals', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
