/** Live vehicles: new positions into the old list, order, and tone. */
import type { Schemas } from '@/api/client';

import type { DotTone, MapDot } from './data';

type Live = Schemas['LiveVehicle'];

const byPlate = new Intl.Collator('zh-CN');

/** By plate: sorted once, for plates do not change while vehicles move. */
export const sorted = (all: readonly Live[]): Live[] => [...all].sort((a, b) => byPlate.compare(a.plate, b.plate));

/** The sorted list with the positions of `moved`; an older position never replaces a newer one. */
export function merged(all: readonly Live[], moved: readonly Live[]): Live[] {
  const latest = new Map(moved.map((one) => [one.vehicle_id, one]));
  const kept = all.map((old) => {
    const one = latest.get(old.vehicle_id);
    latest.delete(old.vehicle_id);
    return one !== undefined && Date.parse(one.time) >= Date.parse(old.time) ? one : old;
  });
  return latest.size === 0 ? kept : sorted([...kept, ...latest.values()]);
}

export function toneOf(one: Pick<Live, 'alert' | 'online'>): DotTone {
  return one.alert ?? (one.online ? 'plain' : 'off');
}

const dots = new WeakMap<Live, MapDot>();

/** The dot of a vehicle: the same one until the vehicle is heard again. */
export function dotOf(one: Live): MapDot {
  const known = dots.get(one);
  if (known !== undefined) return known;
  const dot: MapDot = { id: one.vehicle_id, at: [one.lon, one.lat], tone: toneOf(one), label: one.plate, time: Date.parse(one.time) };
  dots.set(one, dot);
  return dot;
}

const TONES: DotTone[] = ['severe', 'warning', 'notice', 'plain', 'off'];

/** Those of the sorted list that fit the search, the gravest first, then by plate. */
export function ordered(all: readonly Live[], q: string, alertsOnly: boolean): Live[] {
  const wanted = q.trim().toUpperCase();
  const groups = new Map<DotTone, Live[]>(TONES.map((tone) => [tone, []]));
  for (const one of all) {
    if (alertsOnly && one.alert == null) continue;
    if (wanted !== '' && !one.plate.toUpperCase().includes(wanted) && !one.enterprise.name.toUpperCase().includes(wanted)) continue;
    groups.get(toneOf(one))?.push(one);
  }
  return [...groups.values()].flat();
}
