/** Construction projects from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

export type Project = Schemas['ProjectRecord'];
export type WorkItem = Schemas['WorkItem'];
export type PartyDuty = Schemas['PartyDuty'];
export type BlindSpot = Schemas['BlindSpot'];
export type Role = Schemas['PartyRole'];

export const PAGE_SIZE = 20;
export const ROLES: Role[] = ['owner', 'contractor', 'supervisor', 'designer', 'monitor'];
export const KINDS = ['highway', 'bridge', 'tunnel', 'waterway', 'maintenance'] as const;
export const STATES = ['planned', 'active', 'suspended', 'done'] as const;

export interface ProjectQuery {
  blind?: boolean;
  active?: boolean;
  kind?: Schemas['ProjectKind'];
  enterprise_id?: string;
  q?: string;
  page?: number;
  page_size?: number;
}

export function useProjects(query: MaybeRefOrGetter<ProjectQuery>) {
  return useQuery({
    queryKey: computed(() => ['projects', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/projects', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useProject(id: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ['projects', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/projects/{id}', { params: { path: { id: toValue(id)! } } })),
    enabled: computed(() => toValue(id) !== null),
  });
}

/** What was done of one duty of an item, newest first. */
export function useRecords(project: string, item: string, duty: string, page: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => ['projects', project, 'records', item, duty, toValue(page)]),
    queryFn: () => send(api.GET('/api/v1/projects/{id}/records', { params: { path: { id: project }, query: { item_id: item, duty, page: toValue(page), page_size: 5 } } })),
  });
}

/** The kinds of work of the pack. */
export function useWorkKinds() {
  return useQuery({ queryKey: ['work-kinds'], queryFn: () => send(api.GET('/api/v1/work-kinds')), staleTime: 300_000 });
}

export function keepProject(one: Project): void {
  keepAnswer(['projects', one.id], one);
  void queryClient.invalidateQueries({ queryKey: ['projects', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['projects', one.id, 'records'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
