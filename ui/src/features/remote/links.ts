/** Links of a case, for its officers. */
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';

export type CaseLink = Schemas['Paged_CaseLink']['items'][number];

const OVER: ReadonlySet<string> = new Set(['finished', 'refused', 'cancelled', 'locked', 'expired']);
export const isOver = (link: { state: Schemas['RemoteState'] }) => OVER.has(link.state);

/** Looked at again while somebody may be at work with one. */
export function useLinks(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['case-links', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/cases/{id}/links', { params: { path: { id: toValue(id) }, query: { page_size: 100 } } })),
    refetchInterval: (query) => (query.state.data?.items.some((link) => !isOver(link)) ? 5_000 : false),
  });
}

export async function makeLink(id: string, body: Schemas['CaseLinkDraft']): Promise<Schemas['MadeLink']> {
  const made = await send(api.POST('/api/v1/cases/{id}/links', { params: { path: { id } }, body }));
  await queryClient.invalidateQueries({ queryKey: ['case-links', id] });
  void queryClient.invalidateQueries({ queryKey: ['documents'] });
  return made;
}
