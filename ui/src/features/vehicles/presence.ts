/** Whether a vehicle is heard of. */
import type { Schemas } from '@/api/client';

export const PRESENCES = ['online', 'offline', 'never'] as const;
export type Presence = (typeof PRESENCES)[number];

type Row = Schemas['VehicleRow'];
/** What tells of it; a page of a list leaves out what is not known. */
export type Heard = Pick<Row, 'online'> & Partial<Pick<Row, 'last_at' | 'alert'>>;

export function presence(row: Heard): Presence {
  if (row.online) return 'online';
  return row.last_at ? 'offline' : 'never';
}
