import { describe, expect, it } from 'vitest';

import type { Schemas } from '@/api/client';
import vocabulary from '@/i18n/zh-CN/vocabulary.json';

import { grouped } from './group';
import { lengthKey, lengthOf } from './minutes';
import { emptyDraft, faults, offered } from './draft';
import { distanceKm, nearest, runs, samples, thinned } from './track';
import { kindsFor, queryOf } from './views';

type Row = Schemas['SignalRow'];
const row = (id: string, more: Partial<Row>) => ({ id, day: '2026-11-25', driver: null, vehicle: null, enterprise: null, ...more }) as Row;
const vehicle = (id: string) => ({ id, plate: id, colour: 'yellow' as const });

describe('lengths of time', () => {
  it('are said in hours and minutes', () => {
    expect(lengthOf(312.4)).toEqual({ hours: 5, minutes: 12 });
    expect(lengthOf(239.6)).toEqual({ hours: 4, minutes: 0 });
    expect([312, 240, 59.4].map((n) => lengthKey(lengthOf(n)))).toEqual(['both', 'hours', 'minutes']);
    expect(lengthOf(-3)).toEqual({ hours: 0, minutes: 0 });
  });
});

describe('the inbox', () => {
  it('puts signals of one driver and day together, in the order of urgency', () => {
    const driver = { id: 'p', name: '陈' };
    const rows = [row('1', { vehicle: vehicle('a') }), row('2', { driver, vehicle: vehicle('b') }), row('3', { vehicle: vehicle('a') }), row('4', { driver, vehicle: vehicle('c') }), row('5', { driver, day: '2026-11-24' })];
    const groups = grouped(rows);
    expect(groups.map((group) => group.signals.map(({ id }) => id))).toEqual([['1', '3'], ['2', '4'], ['5']]);
    expect(groups.map(({ driver: name, plate }) => [name, plate])).toEqual([[null, 'a'], ['陈', 'b'], ['陈', null]]);
  });
  it('leaves signals about nobody known alone', () => {
    expect(grouped([row('1', {}), row('2', {})]).length).toBe(2);
  });
  it('asks for what is not settled unless told otherwise', () => {
    expect(queryOf({})).toEqual({ settled: false });
    expect(queryOf({ view: 'unattended', q: '浙B' })).toEqual({ settled: false, unattended_minutes: 15, q: '浙B' });
    expect(queryOf({ view: 'all', state: 'closed' })).toEqual({ state: 'closed' });
  });
  it('can be narrowed to every family there is, to watches only by the authority', () => {
    expect([...kindsFor(false)].sort()).toEqual(Object.keys(vocabulary.signal_kind).sort());
    expect(kindsFor(true)).not.toContain('watch');
    expect(kindsFor(true).length).toBe(kindsFor(false).length - 1);
  });
});

describe('steps', () => {
  it('are exactly what the server allows, naming a follower last', () => {
    expect(offered({ actions: ['assign', 'remind', 'false_alarm'] })).toEqual(['remind', 'false_alarm', 'assign']);
  });
  it('are checked before they are sent', () => {
    const draft = emptyDraft();
    expect(faults('remind', draft)).toEqual({});
    expect(faults('propose_watch', draft)).toEqual({ message: 'reason_required' });
    expect(faults('answer', draft)).toEqual({ message: 'required' });
    expect(faults('false_alarm', draft)).toEqual({ reason: 'choose' });
    expect(faults('false_alarm', { ...draft, reason: 'other' })).toEqual({ message: 'reason_required' });
    expect(faults('make_hazard', { ...draft, hazard: { ...draft.hazard, level: 'major' } })).toEqual({ 'hazard.title': 'required', 'hazard.clause': 'clause_required' });
  });
});

describe('a track', () => {
  const t = (minute: number) => new Date(Date.UTC(2026, 10, 25, 0, minute)).toISOString();
  const point = (minute: number, lon: number, speed: number | null = null) => ({ t: t(minute), lat: 0, lon, speed });
  const track: Schemas['Track'] = {
    points: [point(0, 0), point(1, 0.01), point(2, 0.02, 30), point(30, 0.02), point(31, 0.02)],
    findings: [
      { finding_id: 'a', rule: 'r', severity: 'warning', start: t(1), end: t(30) },
      { finding_id: 'b', rule: 'r', severity: 'severe', start: t(2), end: t(2) },
    ],
  };
  it('has a speed from the terminal, else from the displacement, never across a gap', () => {
    const all = samples(track);
    expect(Math.round(all[0]?.speed ?? 0)).toBe(67);
    expect(all[2]).toMatchObject({ speed: 30, derived: false });
    expect(samples({ ...track, points: track.points.slice(1, 2) })[0]?.speed).toBeNull();
    expect(all[4]).toMatchObject({ speed: null, derived: true });
  });
  it('has the gravest finding that covers a position', () => {
    expect(samples(track).map(({ finding }) => finding)).toEqual([null, 'warning', 'severe', 'warning', null]);
  });
  it('breaks at gaps, and can be thinned and searched', () => {
    const all = samples(track);
    expect(runs(all).map((run) => run.length)).toEqual([3, 2]);
    expect(thinned(all, 2).length).toBe(3);
    expect(nearest(all, Date.parse(t(20)))).toBe(3);
    expect(nearest([], 0)).toBe(-1);
    expect(Math.round(distanceKm({ lat: 0, lon: 0 }, { lat: 0, lon: 1 }))).toBe(111);
  });
});
