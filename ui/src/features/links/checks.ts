/** 查岗 of platforms below. */
import { queryClient } from '@/api/queries';

/** `OBJECT_TYPE` of JT/T 809, the connected platform first: it is what is asked nearly always. */
export const OBJECTS = ['2', '1', '3', '4', '5', '6', '7', '8', '9', '10'];
/** Those that name one. */
export const NAMED = ['1', '3'];

export function refreshChecks(): void {
  void queryClient.invalidateQueries({ queryKey: ['links', 'checks'] });
  void queryClient.invalidateQueries({ queryKey: ['today'] });
}
