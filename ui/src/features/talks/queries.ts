/** Warning interviews from the server, and the steps that can be taken. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer, queryClient } from '@/api/queries';

export type Talk = Schemas['TalkRecord'];
export type TalkRow = Schemas['Paged_TalkRow']['items'][number];
export type Act = Schemas['TalkAction'];

export const PAGE_SIZE = 20;

export interface TalkQuery {
  open?: boolean;
  mine?: boolean;
  overdue?: boolean;
  state?: Schemas['TalkState'];
  enterprise_id?: string;
  source_id?: string;
  q?: string;
  page?: number;
  page_size?: number;
}

export function useTalks(query: MaybeRefOrGetter<TalkQuery>) {
  return useQuery({
    queryKey: computed(() => ['talks', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/talks', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useTalk(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['talks', toValue(id)]),
    queryFn: () => send(api.GET('/api/v1/talks/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

/** Takes a step: the authority works, the enterprise answers. */
export function takeStep(one: Talk, act: Act, fields: Record<string, unknown>): Promise<Talk> {
  const params = { path: { id: one.id } };
  const body = { version: one.version, act, ...fields };
  if (act === 'receive' || act === 'mend') return send(api.POST('/api/v1/talks/{id}/answer', { params, body: body as Schemas['TalkAnswerStep'] }));
  return send(api.POST('/api/v1/talks/{id}/work', { params, body: body as Schemas['TalkWorkStep'] }));
}

export function keepTalk(one: Talk): void {
  keepAnswer(['talks', one.id], one);
  void queryClient.invalidateQueries({ queryKey: ['talks', 'list'] });
  void queryClient.invalidateQueries({ queryKey: ['documents'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
