// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { defineComponent, h, useTemplateRef } from 'vue';

import { nextRow, useRowWalk } from './rowWalk';

function list(moved: string[]) {
  return mount(
    defineComponent({
      setup() {
        useRowWalk(useTemplateRef<HTMLElement>('list'), (row) => moved.push(row.id));
        return () => h('div', [h('input'), h('ul', { ref: 'list' }, ['a', 'b'].map((id) => h('a', { id, href: '#', 'data-row': '' }, id)))]);
      },
    }),
    { attachTo: document.body },
  );
}

const press = (key: string, more: KeyboardEventInit = {}) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));

describe('the walk through rows', () => {
  it('begins at the first row and stays inside', () => {
    expect([nextRow(-1, 1, 3), nextRow(-1, -1, 3), nextRow(0, -1, 3), nextRow(1, 1, 3), nextRow(2, 1, 3)]).toEqual([0, 0, 0, 2, 2]);
    expect(nextRow(-1, 1, 0)).toBeNull();
  });

  it('moves the focus and tells of it', () => {
    const moved: string[] = [];
    const page = list(moved);
    for (const key of ['j', 'J', 'j', 'k']) press(key);
    expect(moved).toEqual(['a', 'b', 'b', 'a']);
    expect(document.activeElement?.id).toBe('a');
    page.unmount();
    press('j');
    expect(moved).toHaveLength(4);
  });

  it('leaves letters to fields and to the browser', () => {
    const moved: string[] = [];
    const page = list(moved);
    press('j', { ctrlKey: true });
    page.get('input').element.focus();
    press('j');
    expect(moved).toEqual([]);
    page.unmount();
  });
});
