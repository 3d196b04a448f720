import { describe, expect, it } from 'vitest';

import { percent, rejectedShare, standing } from './link';

describe('links', () => {
  it('tell the share of what was not taken', () => {
    expect(rejectedShare({ messages: 0, rejected: 0 })).toBeNull();
    expect(rejectedShare({ messages: 75, rejected: 25 })).toBe(25);
    expect([percent(null), percent(0), percent(0.04), percent(12.34), percent(100)]).toEqual(['—', '0%', '<0.1%', '12.3%', '100%']);
  });

  it('stand when both links of a platform stand', () => {
    expect(standing({ kind: 'platform_in', main_up: true, sub_up: true }).key).toBe('up');
    expect(standing({ kind: 'platform_in', main_up: true, sub_up: false }).key).toBe('half');
    expect(standing({ kind: 'platform_out', main_up: false, sub_up: false }).key).toBe('down');
    expect(standing({ kind: 'terminals', main_up: null, sub_up: null }).key).toBe('listening');
  });
});
