/**
 * The typed client. Every call goes through `send`, which answers the data or throws an `ApiProblem`: pages never look
 * at status codes.
 */
import createClient from 'openapi-fetch';

import { ApiProblem, offlineProblem, problemOf } from './problem';
import type { components, paths } from './schema';

/** Names of the schemas of the OpenAPI document, e.g. `Schemas['HazardRow']`. */
export type Schemas = components['schemas'];

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  // Looked up at each call, so that tests can put their own in place.
  fetch: (request) => window.fetch(request),
});

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Told of every 401 so that the shell can ask for the password again. */
let onExpired: (() => void) | undefined;

export function whenSessionEnds(listener: () => void): void {
  onExpired = listener;
}

/** Told when the account must change its password before anything else. */
let onPasswordDue: (() => void) | undefined;

export function whenPasswordIsDue(listener: () => void): void {
  onPasswordDue = listener;
}

/**
 * Awaits a call of `api` and answers its data.
 * @throws ApiProblem for every refusal, and when the server cannot be reached (code `offline`).
 */
export async function send<T>(call: Answer<T>): Promise<T> {
  let answer: Awaited<Answer<T>>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offlineProblem();
  }
  if (answer.response.ok) return answer.data as T;
  const problem = problemOf(answer.response, answer.error);
  if (problem.code === 'not_logged_in') onExpired?.();
  if (problem.code === 'password_change_required') onPasswordDue?.();
  throw problem;
}

export { ApiProblem };
