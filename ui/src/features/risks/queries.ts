/** Risks from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';
import { orKept } from '@/features/offline/answers';
import type { operations } from '@/api/schema';

export type Risk = Schemas['RiskRecord'];
export type Census = Schemas['RiskCensus'];
export type RiskQuery = NonNullable<operations['list_risks']['parameters']['query']>;
export const PAGE_SIZE = 20;

export function useCensus(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['risks', 'census', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/enterprises/{id}/risks', { params: { path: { id: toValue(id) } } })),
    // Of a risk that is not here yet the enterprise is not known.
    enabled: computed(() => toValue(id) !== ''),
  });
}

export function useRisks(query: MaybeRefOrGetter<RiskQuery>) {
  return useQuery({
    queryKey: computed(() => ['risks', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/risks', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useRisk(id: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey: computed(() => ['risks', 'one', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/risks/{id}', { params: { path: { id: toValue(id) } } })),
    enabled: computed(() => toValue(enabled)),
  });
}

/** The list of a self-inspection, and since when it is on the device when it came from there. */
export function useKeptChecklist(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['checklist', toValue(id)]),
    // It is filled in where there is no signal.
    queryFn: () => keptChecklist(toValue(id)),
  });
}

export function useChecklist(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => ['checklist', toValue(id)]), queryFn: () => keptChecklist(toValue(id)), select: (kept) => kept.value });
}

export function keptChecklist(id: string) {
  return orKept(`checklist/${id}`, () => send(api.GET('/api/v1/enterprises/{id}/risks/checklist', { params: { path: { id } } })));
}

/** Puts a record that a step answered in the place of the old one; lists and duties are stale then. */
export function keepRisk(risk: Risk): void {
  keepAnswer(['risks', 'one', risk.id], risk);
  risksChanged();
}

export function risksChanged(): void {
  for (const queryKey of [['risks', 'list'], ['risks', 'census'], ['checklist'], ['duties'], ['records'], ['today']]) void queryClient.invalidateQueries({ queryKey });
}
