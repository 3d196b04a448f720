import { describe, expect, it } from 'vitest';

import type { Schemas } from '@/api/client';

import { dotOf, merged, ordered, sorted, toneOf } from './live';

type Live = Schemas['LiveVehicle'];
const one = (id: string, more: Partial<Live> = {}) =>
  ({ vehicle_id: id, plate: id, enterprise: { id: 'e', name: '顺达' }, lat: 0, lon: 0, speed_kmh: null, direction_deg: null, time: '2026-11-25T08:00:00+08:00', online: true, alert: null, ...more }) as Live;

describe('live vehicles', () => {
  it('take new positions, never older ones', () => {
    const all = merged([one('a'), one('b')], [one('a', { lat: 1, time: '2026-11-25T08:01:00+08:00' }), one('b', { lat: 1, time: '2026-11-25T07:59:00+08:00' }), one('c')]);
    expect(all.map(({ vehicle_id, lat }) => [vehicle_id, lat])).toEqual([['a', 1], ['b', 0], ['c', 0]]);
  });
  it('keep their dot until they are heard again', () => {
    const before = [one('a'), one('b')];
    const after = merged(before, [one('a', { lat: 1, time: '2026-11-25T08:01:00+08:00' })]);
    expect(dotOf(after[1]!)).toBe(dotOf(before[1]!));
    expect(dotOf(after[0]!)).toEqual({ id: 'a', at: [0, 1], tone: 'plain', label: 'a', time: Date.parse('2026-11-25T08:01:00+08:00') });
  });
  it('stand in the order of gravity, and can be searched', () => {
    const all = sorted([one('浙B3', { online: false }), one('浙B2'), one('浙B1', { alert: 'warning' }), one('浙B9', { alert: 'severe', online: false })]);
    expect(ordered(all, '', false).map(({ plate }) => plate)).toEqual(['浙B9', '浙B1', '浙B2', '浙B3']);
    expect(ordered(all, 'b2', false).map(({ plate }) => plate)).toEqual(['浙B2']);
    expect(ordered(all, '顺', true).map(({ plate }) => plate)).toEqual(['浙B9', '浙B1']);
    expect(all.map(toneOf)).toEqual(['warning', 'plain', 'off', 'severe']);
  });
});
