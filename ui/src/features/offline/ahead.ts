/**
 * Keeps ahead of time what an enterprise's people need where there is no signal: the list of their self-inspection; and what an
 * inspector needs: the sheets of open visits.
 */
import { queryClient } from '@/api/queries';
import { keptChecklist } from '@/features/risks/queries';
import { may, me } from '@/features/session/session';

export function keepAhead(): void {
  if (may('field.inspect')) void import('@/features/field/queries').then(({ keepSheets }) => keepSheets()).catch(() => undefined);
  const enterprise = me.value?.enterprise?.id;
  if (enterprise === undefined || !may('record.add') || !may('risk.read')) return;
  // It is not needed now: that it cannot be had is told where it is used.
  void queryClient.prefetchQuery({ queryKey: ['checklist', enterprise], queryFn: () => keptChecklist(enterprise) }).catch(() => undefined);
}
