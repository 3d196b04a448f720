import { describe, expect, it } from 'vitest';

import { offered, stages, turnOf } from './turn';
import { exportUrl, queryOf, viewOf } from './views';
import { plan, wholeYuan } from './money';

describe('saved filters', () => {
  it('ask for what is not closed unless told otherwise', () => {
    expect(queryOf({})).toEqual({ open: true });
    expect(viewOf({ view: 'nonsense' })).toBe('open');
    expect(queryOf({ view: 'all' })).toEqual({});
  });
  it('go together with the other filters', () => {
    expect(queryOf({ view: 'overdue', q: '轮胎', sort: undefined })).toEqual({ overdue: true, q: '轮胎' });
    expect(queryOf({ view: 'major', grid_id: 'g' })).toEqual({ level: 'major', open: true, grid_id: 'g' });
  });
  it('are the same in the workbook', () => {
    expect(exportUrl({ view: 'closed', q: 'a b' })).toBe('/api/v1/hazards.xlsx?open=false&q=a+b');
    expect(exportUrl({ view: 'all' })).toBe('/api/v1/hazards.xlsx');
  });
});

const base = { level: 'general', source: 'inspection', extension: null, verifier: null } as const;

describe('whose turn it is', () => {
  it('follows the state', () => {
    const turns = (['found', 'notified', 'rectifying', 'submitted', 'verified', 'closed'] as const).map((state) => turnOf({ ...base, state }));
    expect(turns).toEqual(['authority_notify', 'enterprise_plan', 'enterprise_mend', 'authority_verify', 'authority_close', null]);
  });
  it('stays in the enterprise for what it found itself, unless it is major', () => {
    expect(turnOf({ ...base, source: 'self_check', state: 'found' })).toBe('enterprise_own');
    expect(turnOf({ ...base, source: 'self_check', level: 'major', state: 'found' })).toBe('authority_notify');
  });
  it('is the named verifier', () => {
    expect(turnOf({ ...base, state: 'submitted', verifier: { id: 'v', name: '周' } })).toBe('verifier');
  });
  it('is the authority while an extension waits', () => {
    const extension = { approved: null, new_deadline: '2026-12-01', old_deadline: '2026-11-30', reason: '', requested_at: '', requested_by: '', decided_at: null, decided_by: null, decision_note: null };
    expect(turnOf({ ...base, state: 'rectifying', extension })).toBe('authority_extension');
    expect(turnOf({ ...base, state: 'rectifying', extension: { ...extension, approved: false } })).toBe('enterprise_mend');
  });
});

describe('the steps that are offered', () => {
  it('are exactly what the server allows, the way forward first', () => {
    expect(offered({ state: 'rectifying', actions: ['plan', 'submit', 'extension'] })).toEqual(['submit', 'plan', 'extension']);
    expect(offered({ state: 'notified', actions: ['plan', 'extension_decision'] })).toEqual(['extension_decision', 'plan']);
    expect(offered({ state: 'closed', actions: [] })).toEqual([]);
  });
});

describe('stages', () => {
  const entry = (action: string, at: string, before: string | null, after: string | null) => ({ action, at, actor: '', note: null, before, after });
  it('have the time they were reached last', () => {
    const timeline = [
      entry('hazard_reported', '1', null, 'found'),
      entry('hazard_notified', '2', 'found', 'notified'),
      entry('hazard_planned', '3', 'notified', 'rectifying'),
      entry('hazard_planned', '4', 'rectifying', 'rectifying'),
      entry('hazard_submitted', '5', 'rectifying', 'submitted'),
      entry('hazard_sent_back', '6', 'submitted', 'rectifying'),
    ];
    const seen = stages({ state: 'rectifying', found_at: '0', timeline });
    expect(seen.map(({ mark }) => mark)).toEqual(['done', 'done', 'done', 'now', 'open', 'open']);
    expect(seen.map(({ at }) => at)).toEqual(['1', '2', '3', null, null, null]);
    expect(stages({ state: 'closed', found_at: '0', timeline }).every(({ mark }) => mark === 'done')).toBe(true);
  });
});

describe('money', () => {
  it('is whole yuan', () => {
    expect([wholeYuan(''), wholeYuan('0'), wholeYuan(' 12,000 '), wholeYuan('１２００')]).toEqual([null, 0, 12_000, 1200]);
    expect([wholeYuan('12.5'), wholeYuan('-3'), wholeYuan('一万')]).toEqual([undefined, undefined, undefined]);
    expect(plan({ person_name: ' 王 ', measure: '', money: 'x', deadline: null, emergency_plan: '' }).wrong).toEqual({ money_yuan: 'whole_yuan' });
    expect(plan({ person_name: ' 王 ', measure: '', money: '', deadline: null, emergency_plan: '' }).body).toEqual({ person_name: '王', measure: null, money_yuan: null, deadline: null, emergency_plan: null });
  });
});
