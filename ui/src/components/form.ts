/** What a form and its fields tell each other. */
import type { ComputedRef, InjectionKey, ShallowReactive } from 'vue';

import type { FieldError } from '@/api/problem';

export interface FormContext {
  /** Prefix of the ids in this form. */
  scope: string;
  /** Errors by field name. */
  errors: ComputedRef<Record<string, FieldError>>;
  /** Labels by field name, in the order of the page; fields register themselves. */
  labels: ShallowReactive<Map<string, string>>;
}

export const FORM: InjectionKey<FormContext> = Symbol('form');

/** Id of a field's control. */
export function fieldId(scope: string, name: string): string {
  return `${scope}-${name.replaceAll('.', '-')}`;
}
