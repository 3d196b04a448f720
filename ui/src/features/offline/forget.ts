import { database } from './database';

/** Forgets what the account was told; what it has not sent yet stays. */
export async function forgetAnswers(user: string): Promise<void> {
  await database.answers.where('[user+key]').between([user, ''], [user, '\uffff']).delete();
}
