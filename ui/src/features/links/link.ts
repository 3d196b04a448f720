/** A link in words: its name, how it stands, how fast positions come over it. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';
import type { Tone } from '@/components/AStatus.vue';

export type Row = Schemas['Paged_LinkRow']['items'][number];
type Day = Schemas['Paged_LinkDay']['items'][number];

/** Share of the input that was not taken, percent; null when nothing came. */
export function rejectedShare(day: Pick<Day, 'messages' | 'rejected'>): number | null {
  const all = day.messages + day.rejected;
  return all === 0 ? null : (day.rejected / all) * 100;
}

/** `0.3%`; small shares are told as such instead of as nothing. */
export function percent(share: number | null): string {
  if (share === null) return '—';
  if (share > 0 && share < 0.1) return '<0.1%';
  return `${Number(share.toFixed(1))}%`;
}

/** Both links of a platform, or one, or none; terminals have no link of their own. */
export function standing(row: Pick<Row, 'kind' | 'main_up' | 'sub_up'>): { tone: Tone; key: 'up' | 'half' | 'down' | 'listening' } {
  if (row.kind === 'terminals') return { tone: 'good', key: 'listening' };
  if (row.main_up && row.sub_up) return { tone: 'good', key: 'up' };
  if (row.main_up || row.sub_up) return { tone: 'warn', key: 'half' };
  return { tone: 'bad', key: 'down' };
}

export function useLinkWords() {
  const { t, te } = useI18n();
  const seconds = (n: number) => (n < 60 ? t('links.seconds', { n }) : n < 3600 ? t('links.minutes', { n: n / 60 }) : t('links.hours', { n: n / 3600 }));
  return {
    name: (row: Pick<Row, 'kind' | 'id'>) => (row.kind === 'terminals' ? t('links.terminals') : row.id),
    reason: (code: string) => (te(`links.reason.${code}`) ? t(`links.reason.${code}`) : code),
    /** Within which time nearly all positions came. */
    lag: (day: Pick<Day, 'positions' | 'untimed' | 'lag_95_seconds'>) => {
      if (day.positions - day.untimed <= 0) return '—';
      return day.lag_95_seconds == null ? t('links.lag_beyond', { length: seconds(7200) }) : t('links.lag_within', { length: seconds(day.lag_95_seconds) });
    },
  };
}
