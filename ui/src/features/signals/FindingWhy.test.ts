// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';

import type { Schemas } from '@/api/client';
import { i18n } from '@/i18n';

import FindingWhy from './FindingWhy.vue';
import { ordered, unitOf } from './settings';

const at = (hour: number, minute = 0) => `2026-11-24T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+08:00`;
const settings = [
  { name: 'away', value: 'still' },
  { name: 'bits', value: '2,18' },
  { name: 'hours.from_hour', value: '22' },
  { name: 'limit_minutes', value: '240' },
  { name: 'night.percent', value: '80' },
  { name: 'night_classes', value: 'coach,tractor' },
  { name: 'tolerance_m', value: '30' },
];
const pieces: Schemas['DayPiece'][] = [
  { start: at(3), end: at(4), motion: 'still' },
  { start: at(4), end: at(6), motion: 'driving' },
  { start: at(6), end: at(6, 3), motion: 'still' },
  { start: at(6, 3), end: at(6, 40), motion: 'unknown' },
];
const shown = (more: Partial<Schemas['FindingRow']>) => mount(FindingWhy, { props: { finding: { start: at(4), end: at(6, 40), settings: [], pieces: [], vehicle_id: null, ...more } as Schemas['FindingRow'] }, global: { plugins: [i18n] } });

describe('why a rule found something', () => {
  it('is told by pieces of time, also to those who do not see the bar', () => {
    const why = shown({ pieces });
    expect(why.get('[role=img]').attributes('aria-label')).toBe('从03:00到06:40：行驶2小时，停驶1小时3分，无数据37分钟');
    expect(why.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))).toEqual([
      ['03:00 – 04:00', '停驶', '1小时'],
      ['04:00 – 06:00', '行驶', '2小时'],
      ['06:03 – 06:40', '无数据', '37分钟'],
    ]);
  });

  it('names the settings of the rule with their units, what was passed first', () => {
    const rows = shown({ settings }).findAll('dl > div').map((row) => [row.get('dt').text(), row.get('dd').text()]);
    expect(rows).toEqual([
      ['限值', '4小时'],
      ['时段起', '22时'],
      ['夜间按限速的', '80%'],
      ['夜间限速适用', '客车、牵引车'],
      ['离开方向盘的时间', '算作停车'],
      ['报警标志位', '2、18'],
      ['边界容差', '30米'],
    ]);
    expect(ordered(settings).map(({ name }) => name)[0]).toBe('limit_minutes');
    expect(['stop_minutes', 'limit_kmh', 'tolerance_m', 'hours.to_hour', 'loaded', 'dsm'].map(unitOf)).toEqual(['minutes', 'kmh', 'm', 'hour', undefined, undefined]);
  });

  it('says when neither is known', () => {
    expect(shown({}).text()).toContain('没有保存当时的规则参数');
  });
});
