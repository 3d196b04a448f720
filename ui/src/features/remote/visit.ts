/** What whoever has a link may do. The token is the address of the page; the grant is a cookie that no script reads. */
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { keepAnswer } from '@/api/queries';
import { serverSinkAt } from '@/features/evidence/sink';

export type Visit = Schemas['RemoteVisit'];
export type Content = Schemas['RemoteContent'];
export type Answer = Schemas['RemoteAnswer'];

export const filesAt = (token: string) => `/api/v1/public/remote/${token}/files`;
export const sinkOf = (token: string) => serverSinkAt(filesAt(token));
const params = (token: string) => ({ params: { path: { token } } });

export function useVisit(token: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => ['remote', toValue(token)]), queryFn: () => send(api.GET('/api/v1/public/remote/{token}', params(toValue(token)))) });
}

export function useContent(token: MaybeRefOrGetter<string>, identified: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => ['remote', toValue(token), 'content']),
    queryFn: () => send(api.GET('/api/v1/public/remote/{token}/content', params(toValue(token)))),
    enabled: computed(() => toValue(identified)),
  });
}

export const askCode = (token: string) => send(api.POST('/api/v1/public/remote/{token}/code', params(token)));

export const showIdentity = (token: string, body: Schemas['Identity']) => send(api.POST('/api/v1/public/remote/{token}/identity', { ...params(token), body }));

export async function answer(token: string, body: Answer): Promise<void> {
  keepAnswer(['remote', token], await send(api.POST('/api/v1/public/remote/{token}/answer', { ...params(token), body })));
}

export async function refuse(token: string, reason: string): Promise<void> {
  keepAnswer(['remote', token], await send(api.POST('/api/v1/public/remote/{token}/refusal', { ...params(token), body: { reason } })));
}
