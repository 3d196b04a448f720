import { describe, expect, it } from 'vitest';

import { commitmentOf } from './secret';

describe('a commitment', () => {
  it('binds the secret to what was frozen and to the seat', () => {
    const [frozen, secret] = ['00'.repeat(32), '11'.repeat(32)];
    const all = new Set([commitmentOf(frozen, 'a', secret), commitmentOf(frozen, 'b', secret), commitmentOf('01'.repeat(32), 'a', secret), commitmentOf(frozen, 'a', '12'.repeat(32))]);
    expect(all.size).toBe(4);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{64}$/);
  });
});
