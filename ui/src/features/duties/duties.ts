/** Duties of an enterprise: how tasks are counted and worded. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';

export type Duties = Schemas['EnterpriseDuties'];
export type Duty = Schemas['DutyRow'];
export type Task = Schemas['DutyTask'];
export type State = Task['state'];
export type Cell = Duties['five'][number];

/** States in the order in which they press. */
export const STATES: State[] = ['late', 'due', 'open', 'done', 'waived'];

/** The state of a duty: that of its task that presses most. */
export function stateOf(duty: Duty): State {
  return STATES.find((state) => duty.counts[state] > 0) ?? 'open';
}

/** The value of a fact in words: yes or no, a number with its thousands, a day as it is, words by `word`. */
export function shownFact(kind: string, value: unknown, words: { yes: string; no: string; comma: string; word: (value: string) => string }): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (Array.isArray(value)) return value.map((one) => words.word(String(one))).join(words.comma);
  return kind === 'day' ? String(value) : words.word(String(value));
}

/** How many tasks of all duties stand how. */
export function totals(duties: Duty[]): Record<State, number> {
  const sum = (state: State) => duties.reduce((n, duty) => n + duty.counts[state], 0);
  return { late: sum('late'), due: sum('due'), open: sum('open'), done: sum('done'), waived: sum('waived') };
}

export type PeriodKind = 'month' | 'quarter' | 'half_year' | 'year';

/** Which calendar period lies between two days (`YYYY-MM-DD`): kind, year and number in it. */
export function periodOf(start: string, end: string): { kind: PeriodKind; year: number; n: number } {
  const [year, first] = start.split('-').map(Number) as [number, number];
  const last = Number(end.split('-')[1]);
  const months = last - first + 1;
  if (months <= 1) return { kind: 'month', year, n: first };
  if (months <= 3) return { kind: 'quarter', year, n: Math.ceil(first / 3) };
  if (months <= 6) return { kind: 'half_year', year, n: Math.ceil(first / 6) };
  return { kind: 'year', year, n: 1 };
}

export function useDutyTexts() {
  const { t, te, locale } = useI18n();
  return {
    /** A title in the language in use. */
    titled: (words: { zh: string; en: string }) => (locale.value === 'en' ? words.en : words.zh),
    /** The period of a task, e.g. 2026年第四季度; of tasks without one, nothing. */
    period: (task: Task) => {
      if (!task.periodic) return '';
      const { kind, year, n } = periodOf(task.period_start, task.period_end);
      return t(`duties.period.${kind}`, { year, n });
    },
    /** The name of a kind of record. */
    kindName: (kind: string) => {
      const key = `duties.kind.${kind.replaceAll('.', '_')}`;
      return te(key) ? t(key) : kind;
    },
    /** The name of a fact. */
    factName: (name: string) => (te(`ledger.member.${name}`) ? t(`ledger.member.${name}`) : name),
  };
}
