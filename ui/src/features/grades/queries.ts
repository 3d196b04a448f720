/** Grades from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';

export type Rating = Schemas['GradeRating'];
export type Grade = Schemas['Grade'];
export type Fact = Schemas['GradeFact'];
export const PAGE_SIZE = 20;

export interface Filters {
  model?: string;
  grade?: Grade;
  ungraded?: boolean;
  sector?: Schemas['Sector'];
  grid_id?: string;
  moved?: 'down' | 'up';
  attention?: boolean;
  q?: string;
}

export function useGrades(filters: MaybeRefOrGetter<Filters>, page: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ['grades', 'list', computed(() => toValue(filters)), computed(() => toValue(page))],
    queryFn: () => send(api.GET('/api/v1/grades', { params: { query: { ...toValue(filters), page: toValue(page), page_size: PAGE_SIZE } } })),
    placeholderData: keepPreviousData,
  });
}

export function useModels(filters: MaybeRefOrGetter<Filters>) {
  return useQuery({
    queryKey: ['grades', 'models', computed(() => toValue(filters))],
    queryFn: () => send(api.GET('/api/v1/grade-models', { params: { query: toValue(filters) } })),
    placeholderData: keepPreviousData,
  });
}

export function useEnterpriseGrades(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['grades', 'enterprise', computed(() => toValue(id))],
    queryFn: () => send(api.GET('/api/v1/enterprises/{id}/grades', { params: { path: { id: toValue(id) } } })),
  });
}

export function useWays(id: MaybeRefOrGetter<string>, model: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['grades', 'ways', computed(() => toValue(id)), computed(() => toValue(model))],
    queryFn: () => send(api.GET('/api/v1/enterprises/{id}/grades/ways', { params: { path: { id: toValue(id) }, query: { model: toValue(model) } } })),
  });
}

/** After anything about grades was changed. */
export function gradesChanged(): void {
  for (const key of ['grades', 'today', 'ledger', 'duties']) void queryClient.invalidateQueries({ queryKey: [key] });
}
