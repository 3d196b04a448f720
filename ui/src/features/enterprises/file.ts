/** One enterprise file. */
import { useQuery } from '@tanstack/vue-query';
import { toValue, type InjectionKey, type MaybeRefOrGetter, type Ref } from 'vue';

import { api, send, type Schemas } from '@/api/client';

export type EnterpriseFile = Schemas['EnterpriseFile'];

/** The file that the tabs show. */
export const FILE: InjectionKey<Ref<EnterpriseFile>> = Symbol('enterprise file');

export function fetchFile(id: string): Promise<EnterpriseFile> {
  return send(api.GET('/api/v1/enterprises/{id}', { params: { path: { id } } }));
}

export function useFile(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['enterprises', id, 'file'], queryFn: () => fetchFile(toValue(id)) });
}
