/** The cell of a party in a work item. */
import type { Schemas } from '@/api/client';

type State = Schemas['PartyDutyState'];

const GRAVITY: State[] = ['nobody', 'overdue', 'due', 'done', 'idle'];

/** The worst state among the duties of a role: what its cell shows. */
export function worst(duties: { state: State }[]): State {
  return GRAVITY.find((state) => duties.some((duty) => duty.state === state)) ?? 'idle';
}
