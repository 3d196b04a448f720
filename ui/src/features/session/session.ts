/** Who is logged in. One state for the whole interface; the server's cookie is what counts. */
import { readonly, ref } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { asProblem } from '@/api/problem';
import { queryClient } from '@/api/queries';

import { remember, remembered } from './remembered';

export type Me = Schemas['Me'];

const current = ref<Me | null>(null);
let asked: Promise<Me | null> | null = null;

/** The account behind the session, `null` without one. */
export const me = readonly(current);

/**
 * Asks the server once who is logged in.
 * @throws ApiProblem when the server cannot be reached.
 */
export function loadSession(): Promise<Me | null> {
  asked ??= send(api.GET('/api/v1/session')).then(
    (found) => settle(found),
    (error: unknown) => {
      const problem = asProblem(error);
      if (problem.code === 'not_logged_in') return settle(null);
      asked = null;
      const before = problem.code === 'offline' ? (current.value ?? remembered()) : null;
      if (before === null) throw problem;
      // Without a connection the last account goes on with what the device keeps; the server is asked again each time.
      return (current.value = before);
    },
  );
  return asked;
}

function settle(found: Me | null): Me | null {
  remember(found);
  return (current.value = found);
}

/**
 * Whether the account still has a password that somebody else set. Until it is changed the server refuses everything
 * but the session itself.
 */
export function mustChangePassword(): boolean {
  return current.value?.must_change_password ?? false;
}

/** Asks the server again who is logged in: what it says may have changed. */
export function refreshSession(): Promise<Me | null> {
  asked = null;
  return loadSession();
}

/** Whether the role may take an action at all (a record may still not allow it now). */
export function may(action: string): boolean {
  return current.value?.can.includes(action) ?? false;
}

/** Whether the account belongs to an enterprise. */
export function ofEnterprise(): boolean {
  return current.value !== null && ['principal', 'safety_officer', 'driver'].includes(current.value.role);
}

export async function logIn(username: string, password: string): Promise<void> {
  const found = await send(api.POST('/api/v1/session', { body: { username, password } }));
  // What another account saw must not show.
  queryClient.clear();
  settle(found);
  asked = Promise.resolve(found);
}

export async function logOut(): Promise<void> {
  const user = current.value?.id;
  try {
    await send(api.DELETE('/api/v1/session'));
  } finally {
    forget();
    // What was not sent yet stays for the next log-in of this account.
    if (user !== undefined) await import('@/features/offline/forget').then(({ forgetAnswers }) => forgetAnswers(user)).catch(() => undefined);
  }
}

/** The session ended on the server. */
export function forget(): void {
  settle(null);
  asked = Promise.resolve(null);
  queryClient.clear();
}
