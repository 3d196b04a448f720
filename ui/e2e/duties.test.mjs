// Duties as people meet them: a line of business is registered, the enterprise sees what it owes and why, hands in a
// record on a phone, the task turns green; a waiver is asked for by one and decided by another.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let picture;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  picture = await photo(browser, 'slateblue');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `work` on a page of `username` and fails when anything went wrong on it. */
async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };

/** The enterprise of the account `safety`. */
async function firm(page) {
  const { body } = await call(page, 'GET', '/users?role=safety_officer');
  return body[0].enterprise;
}

/** The list of duties once the county is planned. */
async function owed(page, id, until = (body) => body.duties.length > 0) {
  for (let i = 0; i < 60; i += 1) {
    const { body } = await call(page, 'GET', `/enterprises/${id}/duties`);
    if (until(body)) return body;
    await page.waitForTimeout(500);
  }
  throw new Error('the duties were not planned');
}

const card = (page, id) => page.locator(`[id="duty-${id}"]`);

describe('duties', () => {
  it('a registered line of business brings its duties, with clause and ladder, within the page', () =>
    as('officer', async (page) => {
      const { id } = await firm(page);
      await owed(page, id);
      await page.goto(`/enterprises/${id}/duties`);
      await settled(page);
      assert.equal(await card(page, 'risk.major_list').count(), 0);
      assert.equal(await card(page, 'expense.passenger_hazmat').count(), 0, 'no hazmat yet');
      await page.goto(`/enterprises/${id}/edit`);
      await page.getByLabel('危货', { exact: true }).check();
      await page.getByRole('button', { name: '保存' }).click();
      await page.waitForURL(`**/enterprises/${id}`);
      await page.getByRole('link', { name: '责任清单' }).click();
      const fresh = card(page, 'expense.passenger_hazmat');
      await fresh.getByText('1.5%').waitFor();
      await page.locator('.ladder', { hasText: '网格长跟进' }).first().waitFor();
      await settled(page);
      await assertAccessible(page, 'duties at a desk');
      await assertFits(page, 'duties at a desk');
      await shoot(page, 'duties');
    }));

  it('a record is handed in on a phone and the task turns green', () =>
    as(
      'safety',
      async (page) => {
        const { id } = await firm(page);
        const all = await owed(page, id);
        const open = all.duties.find((duty) => duty.subject === 'enterprise' && duty.records.includes('drill') && duty.tasks[0].can_hand_in)
          ?? all.duties.find((duty) => duty.subject === 'enterprise' && duty.records.length > 0 && duty.tasks.some((task) => task.can_hand_in) && duty.tasks[0].needed == null);
        assert.ok(open, JSON.stringify(all.duties.map((duty) => [duty.id, duty.counts])));
        await page.goto(`/enterprises/${id}/duties?at=${open.tasks[0].id}`);
        await settled(page);
        const one = card(page, open.id);
        await one.locator('.clause', { hasText: open.article.slice(0, 6) }).waitFor();
        await one.getByRole('button', { name: /^交记录/ }).click();
        await one.getByRole('button', { name: '交记录', exact: true }).click();
        await one.getByText('请上传证明材料').first().waitFor();
        await one.locator('input[name=evidence]').setInputFiles(picture);
        await one.getByText('slateblue.jpg').waitFor();
        await one.getByRole('status').filter({ hasText: '1' }).waitFor({ state: 'attached' });
        await one.locator('textarea[name=note]').fill('全员参加，含两名装卸工');
        await assertAccessible(page, 'hand-in form');
        await assertFits(page, 'hand-in form');
        await shoot(page, 'duties-hand-in');
        await one.getByRole('button', { name: '交记录', exact: true }).click();
        await page.getByText(/^记录已提交/).first().waitFor();
        const green = await owed(page, id, (body) => body.duties.find((duty) => duty.id === open.id).tasks.find((task) => task.id === open.tasks[0].id)?.state === 'done');
        assert.ok(green);
        await page.reload();
        await settled(page);
        await assertAccessible(page, 'duties on a phone');
        await assertFits(page, 'duties on a phone');
        await shoot(page, 'duties-phone');
      },
      ON_A_PHONE,
    ));

  it('a record is taken back with a reason, and what was told is told anew', () =>
    as('safety', async (page) => {
      const { id } = await firm(page);
      await page.goto(`/enterprises/${id}/duties`);
      await settled(page);
      const row = page.locator('tr', { hasText: '全员参加，含两名装卸工' });
      await row.getByRole('button', { name: /^撤回/ }).click();
      const dialog = page.getByRole('dialog', { name: /^撤回记录/ });
      await dialog.getByRole('button', { name: '撤回', exact: true }).click();
      await dialog.getByText('请填写').first().waitFor();
      await assertAccessible(page, 'taking a record back');
      await dialog.locator('input[name=reason]').fill('照片传错');
      await dialog.getByRole('button', { name: '撤回', exact: true }).click();
      await row.getByText('（已撤回：照片传错）').waitFor();
      assert.equal(await row.getByRole('button', { name: /^撤回/ }).count(), 0, 'only once');

      const facts = (await call(page, 'GET', `/enterprises/${id}/duties`)).body.facts;
      const meant = facts.findIndex((fact) => fact.can_tell && fact.kind === 'int');
      await page.locator('.told li').nth(meant).getByRole('button', { name: /^修改/ }).click();
      const form = page.locator('.told form');
      await form.locator('input').fill('3');
      await assertAccessible(page, 'telling a fact anew');
      await form.getByRole('button', { name: /^保存/ }).click();
      await form.waitFor({ state: 'detached' });
      const told = (await call(page, 'GET', `/enterprises/${id}/duties`)).body.facts;
      assert.equal(told.find((fact) => fact.name === facts[meant].name).value, 3);
    }));

  it('a waiver is asked for by the enterprise and decided by the authority, from Today', async () => {
    const { title } = await as('principal', async (page) => {
      const { id } = await firm(page);
      const all = await owed(page, id);
      const open = all.duties.find((duty) => duty.subject === 'enterprise' && duty.tasks.some((task) => task.can_ask_waiver));
      await page.goto(`/enterprises/${id}/duties`);
      await settled(page);
      const one = card(page, open.id);
      await one.getByRole('button', { name: '申请豁免' }).first().click();
      await one.locator('textarea[name=reason]').fill('车辆全部送检，本期停运');
      await one.getByRole('button', { name: '提交申请' }).click();
      await one.getByText('豁免待审批').waitFor();
      return { title: open.title.zh };
    });
    await as('officer', async (page) => {
      await page.goto('/today');
      await settled(page);
      const row = page.locator('.row', { hasText: '申请豁免' }).filter({ hasText: title });
      await row.getByRole('link', { name: /审批豁免/ }).click();
      await page.getByRole('button', { name: '同意豁免' }).click();
      await page.getByText('已豁免').first().waitFor();
      await assertAccessible(page, 'a decided waiver');
    });
  });

  for (const [name, options] of [['desk', {}], ['phone', ON_A_PHONE]])
    it(`five in place open their facts and duties (${name})`, () =>
      as(
        'safety',
        async (page) => {
          const { id } = await firm(page);
          const all = await owed(page, id);
          await page.goto(`/enterprises/${id}/duties`);
          await settled(page);
          assert.equal(await page.locator('.five .cell').count(), 5);
          const cell = page.getByRole('button', { name: /^应急救援到位/ });
          await cell.click();
          assert.equal(await cell.getAttribute('aria-expanded'), 'true');
          await page.locator('.five .rests dt', { hasText: '业态' }).waitFor();
          const of = all.duties.filter((duty) => duty.group === 'emergency').length;
          assert.equal(await page.locator('.cards > article').count(), of);
          await assertAccessible(page, `five in place, ${name}`);
          await assertFits(page, `five in place, ${name}`);
          await shoot(page, `duties-five-${name}`);
        },
        options,
      ));

  it('facts of a person are told and corrected in the record', () =>
    as('safety', async (page) => {
      const { id } = await firm(page);
      const { body } = await call(page, 'GET', `/enterprises/${id}/people?page_size=1`);
      await page.goto(`/people/${body.items[0].id}`);
      await settled(page);
      const row = page.locator('.told li', { hasText: '入职日期' });
      if ((await row.getByRole('button', { name: /^修改/ }).count()) > 0) await row.getByRole('button', { name: /^修改/ }).click();
      await row.locator('input').first().fill('2026-11-02');
      await row.getByRole('button', { name: /^保存/ }).click();
      await row.getByText('告知').waitFor();
      const { body: told } = await call(page, 'GET', `/people/${body.items[0].id}/facts`);
      assert.equal(told.facts.find((fact) => fact.name === 'person.employed_on').value, '2026-11-02');
      await assertAccessible(page, 'facts of a person');
      await assertFits(page, 'facts of a person');
    }));

  it('Today tells an enterprise and the authority what presses, in English too', async () => {
    for (const username of ['safety', 'chief', 'officer']) {
      await as(username, async (page) => {
        await owed(page, (await firm(page)).id);
        await page.goto('/today');
        await settled(page);
        const text = await page.locator('main').innerText();
        assert.match(text, /逾期|到期|责任/, username);
        assert.ok(!/today\.|duties\.|duty_/.test(text), text);
      });
    }
    await as(
      'safety',
      async (page) => {
        const { id } = await firm(page);
        await owed(page, id);
        await page.goto(`/enterprises/${id}/duties`);
        await settled(page);
        await page.getByRole('link', { name: 'Duties' }).waitFor();
        const text = await page.locator('main').innerText();
        assert.ok(!/duties\.|vocabulary\.|duty_state/.test(text), 'every text is there');
        await assertAccessible(page, 'duties in English');
        await assertFits(page, 'duties in English');
      },
      { ...ON_A_PHONE, language: 'en-US' },
    );
  });

  for (const [language, options] of [['zh-CN', {}], ['en-US', { ...ON_A_PHONE, language: 'en-US' }]])
    it(`late enterprises are one line of Today that opens page by page (${language})`, () =>
      as(
        'officer',
        async (page) => {
          const ask = async (n) => (await call(page, 'GET', `/today/late-enterprises?page=${n}`)).body;
          // Until the county is planned whole: while it is, enterprises move from page to page.
          let [group, was] = [null, null];
          for (let n = 0; n < 120 && ((group?.count ?? 0) <= 20 || group.count !== was); n += 1) {
            await page.waitForTimeout(1000);
            was = group?.count;
            group = (await call(page, 'GET', '/today')).body.late_enterprises;
          }
          assert.ok(group.count > 20, 'more than one page of the county is late');
          assert.ok(group.count < 420 * 0.2, `a county in which most are in order: ${group.count} late`);
          await page.goto('/');
          await settled(page);
          assert.equal(await page.locator('#late-enterprises').count(), 0, 'folded');
          const toggle = page.locator('.late [aria-expanded]');
          await toggle.click();
          const rows = page.locator('#late-enterprises [data-row]');
          await rows.nth(19).waitFor();
          assert.equal(await rows.count(), 20);
          await page.locator('#late-enterprises .pager button').last().click();
          const second = (await ask(2)).items[0];
          await page.locator('#late-enterprises').getByText(second.subject_name).waitFor();
          await settled(page);
          await page.evaluate(() => scrollTo(0, 0));
          await assertAccessible(page, 'late enterprises');
          await assertFits(page, 'late enterprises');
          assert.ok(!/today\.[a-z_]+/.test(await page.locator('main').innerText()), 'every text is there');
          await rows.first().click();
          await page.waitForURL(`**${second.link}`);
        },
        options,
      ));
});
