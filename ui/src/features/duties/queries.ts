/** Duties of an enterprise: what is asked of the server. */
import { useQuery } from '@tanstack/vue-query';

import { api, send } from '@/api/client';
import { queryClient } from '@/api/queries';

export function useDuties(id: () => string) {
  return useQuery({
    queryKey: ['duties', id],
    queryFn: () => send(api.GET('/api/v1/enterprises/{id}/duties', { params: { path: { id: id() } } })),
  });
}

/** After something that may have settled tasks. */
export function dutiesChanged(): void {
  for (const key of ['duties', 'records', 'today']) void queryClient.invalidateQueries({ queryKey: [key] });
}
