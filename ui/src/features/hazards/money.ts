/** The plan (五落实) as it is typed. */

export interface PlanDraft {
  person_name: string;
  measure: string;
  money: string;
  deadline: string | null;
  emergency_plan: string;
  /** 治理目标: only a major hazard's plan has one. */
  goal?: string;
}

/** Whole yuan; null for nothing, undefined for what is no such number. Full-width digits and separators are fine. */
export function wholeYuan(text: string): number | null | undefined {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '');
  if (plain === '') return null;
  return /^\d{1,12}$/.test(plain) ? Number(plain) : undefined;
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The body to send (what is empty goes as null: the server says which part is missing), and what is wrong already. */
export function plan(draft: PlanDraft) {
  const money = wholeYuan(draft.money);
  const body = {
    person_name: orNull(draft.person_name),
    measure: orNull(draft.measure),
    money_yuan: money ?? null,
    deadline: draft.deadline,
    emergency_plan: orNull(draft.emergency_plan),
    ...(draft.goal === undefined ? {} : { goal: orNull(draft.goal) }),
  };
  return { body, wrong: money === undefined ? { money_yuan: 'whole_yuan' } : null };
}
