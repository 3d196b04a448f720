/** Signals from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send } from '@/api/client';
import { queryClient } from '@/api/queries';
import type { operations } from '@/api/schema';

import type { Signal } from './steps';

export const PAGE_SIZE = 50;
/** 无人处置: nobody has acted for so many minutes. */
export const UNATTENDED_MINUTES = 15;

export type SignalQuery = NonNullable<operations['list_signals']['parameters']['query']>;
export const ASKED = ['view', 'state', 'kind', 'q', 'enterprise_id'] as const;
type Asked = Partial<Record<(typeof ASKED)[number], string | undefined>>;

export const VIEWS = ['pending', 'unattended', 'settled', 'all'] as const;
export type View = (typeof VIEWS)[number];

export function viewOf(asked: Asked): View {
  return VIEWS.find((name) => name === asked.view) ?? 'pending';
}

/** The query of the inbox. A state that is asked for goes before the saved filter. */
export function queryOf(asked: Asked): SignalQuery {
  const query: SignalQuery = {};
  const view = viewOf(asked);
  if (view === 'pending') query.settled = false;
  if (view === 'settled') query.settled = true;
  if (view === 'unattended') Object.assign(query, { settled: false, unattended_minutes: UNATTENDED_MINUTES });
  if (asked.state) query.state = asked.state as SignalQuery['state'];
  if (asked.kind) query.kind = asked.kind;
  if (asked.q) query.q = asked.q;
  if (asked.enterprise_id) query.enterprise_id = asked.enterprise_id;
  return query;
}

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

/** Puts a record that a step answered in the place of the old one; lists and Today are stale then. */
export function keepSignal(signal: Signal): void {
  queryClient.setQueryData(['signals', signal.id], signal);
  void queryClient.invalidateQueries({ queryKey: ['signals', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
