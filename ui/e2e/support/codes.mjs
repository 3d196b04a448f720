// Valid check characters for invented codes: region 339999 does not exist.

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A 统一社会信用代码 of the invented county; `n` up to 999999. */
export function uscc(n) {
  const body = `E2${String(n).padStart(6, '0')}`;
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...body].reduce((s, c, i) => s + parseInt(c, 36) * weights[i], 0);
  const check = 11 - (sum % 11);
  const seventeen = `91339999${body}${check === 10 ? 'X' : check === 11 ? '0' : check}`;
  let weight = 1;
  let total = 0;
  for (const c of seventeen) {
    total += USCC.indexOf(c) * weight;
    weight = (weight * 3) % 31;
  }
  return seventeen + USCC[(31 - (total % 31)) % 31];
}

/** A 身份证号 of nobody; `birth` is YYYYMMDD, `n` up to 999. */
export function idNumber(birth, n) {
  const seventeen = `339999${birth}${String(n).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...seventeen].reduce((s, c, i) => s + Number(c) * weights[i], 0);
  return seventeen + '10X98765432'[sum % 11];
}
