import { describe, expect, it } from 'vitest';

import { readCorners, writeCorners } from './corners';
import { gradeOf, scoreOf } from './grades';
import { begin, bodyOf, counts, uuid7 } from './inspection';

const band = (score: number, above = false) => ({ score, above });
const factor = (code: string) => ({ code, title: { zh: '', en: '' }, values: [] });
const lec = { factors: ['L', 'E', 'C'].map(factor), red: band(320, true), orange: band(160), yellow: band(70) };

describe('corners of an area', () => {
  it('are read as they are written', () => {
    expect(readCorners('12.5,40 30，40；30,62.1')).toEqual([[125, 400], [300, 400], [300, 621]]);
    expect(readCorners(writeCorners([[125, 400], [0, 1000]]))).toEqual([[125, 400], [0, 1000]]);
    expect(readCorners(' ')).toEqual([]);
    for (const wrong of ['12', '1,2,3', '101,0', '1.25,3', 'a,b']) expect(readCorners(wrong)).toBeNull();
  });
});

describe('the grade', () => {
  it('follows the product and the bands', () => {
    expect(scoreOf(lec, { L: 0.2, E: 6 })).toBeNull();
    expect(scoreOf(lec, { L: 0.1, E: 3, C: 7 })).toBe(2.1);
    const grades = [320.001, 320, 160, 159.9, 70, 69.9].map((score) => gradeOf(lec, score));
    expect(grades).toEqual(['red', 'orange', 'orange', 'yellow', 'yellow', 'blue']);
  });
});

describe('an inspection', () => {
  const control = (id: string) => ({ id, kind: 'management' as const, text: id, owner: '', level: 'team' as const });
  const list = {
    enterprise: { id: 'e', name: '示例' },
    today: '2026-11-26',
    risks: [{ id: 'r', no: 'FX-0001', name: '甲', kind: 'area' as const, place: null, accident: '火灾', grade: 'yellow' as const, controls: [control('a'), control('b')] }],
  };

  it('has an id of version 7 that sorts by time', () => {
    const chance = new Uint8Array(16).fill(255);
    const now = Date.parse('2026-11-26T00:00:00Z');
    expect(uuid7(now, chance)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid7(now, chance) < uuid7(now + 1, new Uint8Array(16))).toBe(true);
  });

  it('survives being stored as text, and is sent as it was answered', () => {
    const begun = begin(list, 1_795_651_200_000, new Uint8Array(16));
    begun.answers.a = { outcome: 'failed', note: ' 坏了 ', evidence: [], deadline: '2026-12-01' };
    begun.answers.b = { outcome: 'kept', note: '', evidence: [], deadline: '2026-12-01' };
    const kept = JSON.parse(JSON.stringify(begun));
    expect(kept).toEqual(begun);
    expect(counts(kept)).toEqual({ all: 2, open: 0, kept: 1, failed: 1, not_applicable: 0 });
    const body = bodyOf(kept, 1_795_651_260_000);
    expect(body.answers.map((a) => [a.control_id, a.note, a.deadline])).toEqual([['a', '坏了', '2026-12-01'], ['b', '', null]]);
    expect(body.finished_at > body.started_at).toBe(true);
  });
});
