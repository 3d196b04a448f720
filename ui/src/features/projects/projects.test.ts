import { describe, expect, it } from 'vitest';

import { worst } from './cells';

describe('the cell of a role', () => {
  it('shows its worst duty', () => {
    expect(worst([{ state: 'done' }, { state: 'overdue' }, { state: 'due' }])).toBe('overdue');
    expect(worst([{ state: 'idle' }, { state: 'done' }])).toBe('done');
    expect(worst([{ state: 'overdue' }, { state: 'nobody' }])).toBe('nobody');
    expect(worst([])).toBe('idle');
  });
});
