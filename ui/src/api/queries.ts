/** The cache of server state. Keys begin with the area (`['hazards', …]`), so that an event can make an area stale. */
import { QueryClient, type QueryKey } from '@tanstack/vue-query';

import { asProblem } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Refusals do not change by asking again; a server that is starting does.
      retry: (count, error) => ['offline', 'unavailable'].includes(asProblem(error).code) && count < 2,
      refetchOnWindowFocus: true,
      // Without a connection a page says so, or shows what the device keeps; it does not wait in silence.
      networkMode: 'always',
    },
  },
});

/**
 * Puts what a step answered in the place of what was known. A question that was asked before the step and is answered
 * after it would bring the old state back, with its old version and buttons: it is given up.
 */
export function keepAnswer<T>(queryKey: QueryKey, answer: T): void {
  void queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData<T>(queryKey, answer);
}
