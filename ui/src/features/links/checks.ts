/** 查岗 of platforms below. */
import { queryClient } from '@/api/queries';

/** `OBJECT_TYPE` of 查岗 (JT/T 809): the connected platform, one enterprise of it, all of them. */
export const OBJECTS = ['1', '2', '3'];
/** Names one. */
export const NAMED = '2';

export function refreshChecks(): void {
  void queryClient.invalidateQueries({ queryKey: ['links', 'checks'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
