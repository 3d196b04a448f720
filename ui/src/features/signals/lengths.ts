/** Lengths of time and summaries of findings, in the language in use. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';
import { useWords } from '@/features/reference/reference';

import type { Row } from './group';
import { lengthKey, lengthOf } from './minutes';

/** Rules whose limit is a length of time that people know; of alarms and speeds only how long they lasted is told. */
const limited = (rule: string): boolean => !/^(speed|device|data|zone)\.|^fatigue\.device(_only)?$/.test(rule);

export function useLengths() {
  const { t, locale } = useI18n();
  const { word } = useWords();
  /** `5小时12分` of 312. */
  const length = (minutes: number) => {
    const found = lengthOf(minutes);
    return t(`signals.length.${lengthKey(found)}`, { h: found.hours, m: found.minutes });
  };
  /** `连续驾驶超时 5小时12分，上限 4小时`. */
  const finding = (rule: string, driving: number, limit: number) => t(limited(rule) ? 'signals.summary' : 'signals.summary_plain', { rule: word('rule', rule), driving: length(driving), limit: length(limit) });
  /** The gravest finding of a row, and how many more there are. */
  const summary = (row: Pick<Row, 'rules' | 'kind' | 'driving_minutes' | 'limit_minutes' | 'finding_count'>) => {
    const words = row.rules.map((rule) => word('rule', rule)).join(t('list.comma')) || word('signal_kind', row.kind);
    if (row.driving_minutes == null || row.limit_minutes == null) return words;
    const many = !row.rules.every(limited) ? 'signals.summary_plain' : row.rules.length > 1 ? 'signals.summary_many' : 'signals.summary';
    return t(many, { rule: words, driving: length(row.driving_minutes), limit: length(row.limit_minutes) });
  };
  /** Law and article of a finding, in the language in use. */
  const basis = (of: Schemas['FindingBasis']) => {
    const inUse = locale.value.startsWith('zh') ? 'zh' : 'en';
    return [of.law[inUse], of.article[inUse]].join(inUse === 'zh' ? ' ' : ', ');
  };
  return { length, finding, summary, basis };
}
