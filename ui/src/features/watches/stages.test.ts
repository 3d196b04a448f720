import { describe, expect, it } from 'vitest';

import { stages } from './stages';

const base = { proposed: { by: 'detectors', at: '2026-11-24T09:00:00+08:00', note: '' }, confirmed: null, deliveries: [], answers: [], ended: null, expires_at: null };
const confirmed = { by: '示例', at: '2026-11-24T09:10:00+08:00', note: '属实' };
const marks = (watch: Parameters<typeof stages>[0]) => stages(watch).map((stage) => stage.mark).join(' ');

describe('the way of a watch', () => {
  it('waits for the second officer first', () => {
    expect(marks({ ...base, state: 'proposed' })).toBe('done now open open open');
  });
  it('knows the first delivery, whoever else is still waited for', () => {
    const delivery = { partner: 'a', name: '甲', partner_kind: null, tries: 1, problem: null, next_at: null, sighted: null, ended: null };
    const deliveries = [{ ...delivery, state: 'queued' as const, at: 'x' }, { ...delivery, state: 'delivered' as const, at: '2026-11-24T09:11:00+08:00' }];
    const found = stages({ ...base, state: 'handed_over', confirmed, deliveries });
    expect(found.map((stage) => stage.mark).join(' ')).toBe('done done done now open');
    expect(found[2]?.at).toBe('2026-11-24T09:11:00+08:00');
  });
  it('has nothing to come when it has ended without an answer', () => {
    expect(marks({ ...base, state: 'expired', confirmed, expires_at: '2026-11-25T09:00:00+08:00' })).toBe('done done open open done');
    expect(marks({ ...base, state: 'withdrawn', ended: confirmed })).toBe('done open open open done');
  });
});
