// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';

import { i18n } from '@/i18n';

import VehicleHeard from './VehicleHeard.vue';

const shown = (row: { online: boolean; last_at: string | null; alert: 'severe' | null }) => mount(VehicleHeard, { props: { row }, global: { plugins: [i18n] } }).text();

describe('whether a vehicle is heard of', () => {
  it('is said with the time it was last heard of and what goes on', () => {
    expect(shown({ online: true, last_at: '2026-11-24T09:00:00+08:00', alert: null })).toBe('在线');
    expect(shown({ online: true, last_at: '2026-11-24T09:00:00+08:00', alert: 'severe' })).toMatch(/^在线\s*严重$/);
    expect(shown({ online: false, last_at: '2026-11-24T09:00:00+08:00', alert: null })).toMatch(/^离线\s*最近 .*09:00$/);
    expect(shown({ online: false, last_at: null, alert: null })).toBe('未收到定位');
  });
});
