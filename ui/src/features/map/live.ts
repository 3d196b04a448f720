/** Live vehicles: new positions into the old list, order, and tone. */
import type { Schemas } from '@/api/client';

import type { DotTone } from './data';

type Live = Schemas['LiveVehicle'];

/** The list with the positions of `moved`; an older position never replaces a newer one. */
export function merged(all: readonly Live[], moved: readonly Live[]): Live[] {
  const byId = new Map(all.map((one) => [one.vehicle_id, one]));
  for (const one of moved) {
    const old = byId.get(one.vehicle_id);
    if (old === undefined || Date.parse(one.time) >= Date.parse(old.time)) byId.set(one.vehicle_id, one);
  }
  return [...byId.values()];
}

export function toneOf(one: Pick<Live, 'alert' | 'online'>): DotTone {
  return one.alert ?? (one.online ? 'plain' : 'off');
}

const RANK: Record<DotTone, number> = { severe: 0, warning: 1, notice: 2, plain: 3, off: 4 };

/** Those that fit the search, the gravest first, then by plate. */
export function ordered(all: readonly Live[], q: string, alertsOnly: boolean): Live[] {
  const wanted = q.trim().toUpperCase();
  return all
    .filter((one) => (!alertsOnly || one.alert != null) && (wanted === '' || one.plate.toUpperCase().includes(wanted) || one.enterprise.name.toUpperCase().includes(wanted)))
    .sort((a, b) => RANK[toneOf(a)] - RANK[toneOf(b)] || a.plate.localeCompare(b.plate, 'zh-CN'));
}
