/** Cases from the server, and the steps that can be taken. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

export type Case = Schemas['CaseRecord'];
export type CaseRow = Schemas['Paged_CaseRow']['items'][number];
export type Act = Schemas['CaseAction'];

export const PAGE_SIZE = 20;

export interface CaseQuery {
  open?: boolean;
  mine?: boolean;
  overdue?: boolean;
  state?: Schemas['CaseState'];
  enterprise_id?: string;
  source_id?: string;
  violation?: string;
  q?: string;
  page?: number;
  page_size?: number;
}

export function useCases(query: MaybeRefOrGetter<CaseQuery>) {
  return useQuery({
    queryKey: computed(() => ['cases', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/cases', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useCase(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['cases', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/cases/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

/** The violations of the discretion table that fit an enterprise. */
export function useViolations(enterprise: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ['case-violations', toValue(enterprise)]),
    queryFn: () => send(api.GET('/api/v1/case-violations', { params: { query: { enterprise_id: toValue(enterprise) ?? undefined } } })),
    staleTime: 300_000,
  });
}

const RULINGS = new Set<Act>(['decide_filing', 'decide_ask', 'review', 'decide', 'close']);

/** Takes a step: officers work, reviewers and approvers decide, the party answers. */
export function takeStep(one: Case, act: Act, fields: Record<string, unknown>, party: boolean): Promise<Case> {
  const params = { path: { id: one.id } };
  const body = { version: one.version, act, ...fields };
  if (party) return send(api.POST('/api/v1/cases/{id}/answer', { params, body: body as Schemas['CaseAnswerStep'] }));
  if (RULINGS.has(act)) return send(api.POST('/api/v1/cases/{id}/decision', { params, body: body as Schemas['CaseRulingStep'] }));
  return send(api.POST('/api/v1/cases/{id}/work', { params, body: body as Schemas['CaseWorkStep'] }));
}

export function keepCase(one: Case): void {
  keepAnswer(['cases', one.id], one);
  void queryClient.invalidateQueries({ queryKey: ['cases', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
