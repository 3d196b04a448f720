/** Items of the list of today and their texts. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';
import type { IconName } from '@/components/AIcon.vue';
import type { Tone } from '@/components/AStatus.vue';
import { useDates } from '@/components/dates';
import { useWords } from '@/features/reference/reference';

export type Item = Schemas['Paged_Item']['items'][number];
export type Group = 'overdue' | 'today' | 'week';
export const GROUPS: Group[] = ['overdue', 'today', 'week'];

export const ICONS: Record<Item['kind'], IconName> = {
  hazard: 'hazard',
  signal: 'signal',
  watch: 'eye',
  duty: 'duty',
  licence: 'licence',
  certificate: 'certificate',
  request: 'signal',
  risk: 'hazard',
  inquiry: 'hazard',
  campaign: 'duty',
  target: 'certificate',
  grade: 'certificate',
  draw: 'eye',
  draw_plan: 'eye',
  visit: 'eye',
  case: 'duty',
  talk: 'person',
  project: 'hazard',
  supervision: 'signal',
  duty_check: 'signal',
};

/** One id per row: the same record may be there for two reasons. */
export function rowKey(item: Item): string {
  return `${item.kind}-${item.id}-${item.verb_code}`;
}

export function useItemTexts() {
  const { t, te, locale } = useI18n();
  const { word } = useWords();
  const { time } = useDates();
  const known = (key: string, other: string, params: Item['params'] = {}) => t(te(key) ? key : other, params as Record<string, unknown>);
  return {
    /** Why it is in the list. */
    why: (item: Item) => {
      const params = { ...item.params };
      if (params.kind !== undefined) params.kind = word('signal_kind', params.kind);
      // Titles of duties come from the pack, in both languages.
      const title = locale.value === 'en' ? params.duty_en : params.duty_zh;
      if (title !== undefined) params.duty = title;
      const target = locale.value === 'en' ? params.target_en : params.target_zh;
      if (target !== undefined) params.target = target;
      if (params.step !== undefined) params.step = word('ladder_step', params.step);
      if (item.kind === 'case' && params.state !== undefined) params.state = word('case_state', params.state);
      if (item.kind === 'talk' && params.state !== undefined) params.state = word('talk_state', params.state);
      if (params.at !== undefined) params.at = time(params.at);
      if (params.ground !== undefined) params.ground = word('inquiry_ground', params.ground);
      if (params.outcome !== undefined) params.outcome = word('watch_outcome', params.outcome);
      return known(`today.why.${item.why_code}`, `today.why_kind.${item.kind}`, params);
    },
    /** Name of the subject; a vehicle that the registry does not know has none. */
    subject: (item: Item) => item.subject_name || t('today.unknown_subject'),
    /** What to do: one verb. */
    verb: (item: Item) => known(`today.verb.${item.verb_code}`, 'action.open'),
    /** How grave: word and tone, when the item has a level. */
    level: (item: Item): { label: string; tone: Tone } | null => {
      if (item.level === null || item.level === undefined) return null;
      const vocabulary = item.kind === 'hazard' ? 'hazard_level' : 'severity';
      const grave = ['major', 'severe'].includes(item.level);
      const label = known(`vocabulary.${vocabulary}.${item.level}`, 'state.unknown');
      return { label, tone: grave ? 'bad' : item.level === 'warning' ? 'warn' : 'plain' };
    },
  };
}
