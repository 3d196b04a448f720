/** Campaigns from the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';
import type { operations } from '@/api/schema';

export type Campaign = Schemas['CampaignRecord'];
export type Subject = Schemas['CampaignSubjectRecord'];
export type SubjectQuery = NonNullable<operations['list_campaign_subjects']['parameters']['query']>;
type ListQuery = NonNullable<operations['list_campaigns']['parameters']['query']>;
export const PAGE_SIZE = 20;

export function useCampaigns(query: MaybeRefOrGetter<ListQuery>) {
  return useQuery({
    queryKey: computed(() => ['campaigns', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/campaigns', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useCampaign(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['campaigns', 'one', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/campaigns/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

export function useSubjects(id: MaybeRefOrGetter<string>, query: MaybeRefOrGetter<SubjectQuery>) {
  return useQuery({
    queryKey: computed(() => ['campaigns', 'subjects', toValue(id), toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/campaigns/{id}/subjects', { params: { path: { id: toValue(id) }, query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useSubject(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['campaigns', 'subject', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/campaign-subjects/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

/** After something of a campaign changed. */
export function campaignsChanged(): void {
  for (const key of ['campaigns', 'today']) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** The enterprises that a file names. */
export async function readList(file: File): Promise<Schemas['CampaignMatches']> {
  const form = new FormData();
  form.append('file', file, file.name);
  return send(api.POST('/api/v1/campaign-files', { body: form as never, bodySerializer: (body: unknown) => body as FormData }));
}
