import { describe, expect, it } from 'vitest';

import { stateOf } from './state';

describe('where a message of an upper platform stands', () => {
  it('waits, is late, wants nothing, or follows its answer', () => {
    expect(stateOf({ kind: 'inquiry', expired: false }).key).toBe('open');
    expect(stateOf({ kind: 'supervise', expired: true })).toEqual({ key: 'expired', tone: 'bad' });
    expect(stateOf({ kind: 'warning', expired: false }).key).toBe('none');
    expect(stateOf({ kind: 'photo', expired: false }).key).toBe('under_way');
    expect(stateOf({ kind: 'message', expired: false }).key).toBe('open');
    const answer = { at: '', by: '', carried: null, in_time: true, text: '', tries: 1, delivery: 'queued', outcome: null, problem: null, done_at: null } as const;
    expect(stateOf({ kind: 'inquiry', expired: false, answer }).key).toBe('queued');
    expect(stateOf({ kind: 'inquiry', expired: false, answer: { ...answer, delivery: 'delivered' } }).tone).toBe('good');
  });
});
