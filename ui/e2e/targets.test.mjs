// Targets and campaigns as people meet them: the officer sees how the county stands and reminds all who are missing, an
// enterprise finds it on Today; a grid chief records an outcome with a photo on a phone; a campaign is started from a
// template and from a file, and closed with its report.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, assertWorkbook, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';
import { workbook } from './support/workbook.mjs';

let server;
let browser;
let picture;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  picture = await photo(browser, 'teal');
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

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  const text = await page.locator('main').innerText();
  assert.ok(!/(?:targets|campaigns|vocabulary|timeline)\.[a-z_.]+/.test(text), `${what}: every text is there`);
  assert.ok(!/\{\w+\}/.test(text), `${what}: no value of a text is missing`);
}

describe('targets', () => {
  for (const [size, options] of [['desk', { viewport: DESK }], ['phone', ON_A_PHONE]]) {
    for (const language of ['zh-CN', 'en']) {
      it(`are read at a glance: ${size}, ${language}`, () =>
        as(
          'officer',
          async (page) => {
            await page.goto('/targets');
            await wholesome(page, `targets, ${size}, ${language}`);
            assert.equal(await page.locator('article.target').count(), 6);
            await shoot(page, `targets-${size}-${language}`);
            await page.goto('/targets/persons/assessed');
            await wholesome(page, `a target, ${size}, ${language}`);
            await shoot(page, `target-${size}-${language}`);
          },
          { ...options, language },
        ));
    }
  }

  it('tell honestly where they lead', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/targets');
      const one = (id) => body.find((target) => target.id === id);
      await page.goto('/targets');
      await settled(page);
      const text = await page.locator('main').innerText();
      const still = one('special_operations.certified');
      assert.deepEqual([still.stalled, still.reached_on ?? null], [true, null], 'no pace, no day');
      assert.match(text, /近 90 天没有进展，照此不会达到/);
      assert.match(text, /按近 90 天的进度，约 \d/);
      const history = (await call(page, 'GET', '/targets/persons.assessed')).body.history;
      assert.ok(history.length > 50, 'a standing for each day');
    }));

  it('lead to the names, remind all of them at once, and take it back: by the keyboard', async () => {
    const id = 'reward_scheme.above_scale';
    const firm = await as('safety', async (page) => (await call(page, 'GET', '/users?role=safety_officer')).body[0].enterprise.id);
    await as('officer', async (page) => {
      // The firm of the accounts is above the scale and has no scheme.
      await call(page, 'POST', `/enterprises/${firm}/facts`, { facts: { 'enterprise.above_scale': true } });
      await page.goto(`/targets/${id.replace('.', '/')}`);
      await settled(page);
      const { body } = await call(page, 'GET', `/targets/${id}`);
      assert.equal(body.short, (await call(page, 'GET', `/targets/${id}/names`)).body.total, 'a figure and its names');
      const remind = page.getByRole('button', { name: '一次提醒全部' });
      await remind.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await assertAccessible(page, 'the question before reminding');
      const sure = page.getByRole('dialog').getByRole('button', { name: '一次提醒全部' });
      await sure.focus();
      await page.keyboard.press('Enter');
      await page.getByText(/^已提醒 \d+ 家企业/).first().waitFor();
      await page.getByRole('button', { name: '撤回提醒' }).waitFor();
      await wholesome(page, 'after reminding');
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: '导出' }).click();
      await assertWorkbook(await download);
    });
    const lines = async (username) =>
      as(username, async (page) => {
        const { body } = await call(page, 'GET', '/today');
        const found = body.today.filter((item) => item.kind === 'target');
        if (found.length > 0) {
          await page.goto('/today');
          await settled(page);
          await page.getByText(/^主管部门提醒：/).first().waitFor();
          await wholesome(page, 'today with a reminder');
        }
        return found;
      });
    const missing = await as('officer', async (page) => {
      const all = (await call(page, 'GET', `/targets/${id}/names?page_size=100`)).body;
      return all.items.some((row) => row.enterprise.id === firm);
    });
    assert.equal((await lines('safety')).length, missing ? 1 : 0);
    await as('officer', async (page) => {
      await page.goto(`/targets/${id.replace('.', '/')}`);
      await settled(page);
      await page.getByRole('button', { name: '撤回提醒' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '撤回提醒' }).click();
      await page.getByText(/^已从 \d+ 家企业撤回/).first().waitFor();
    });
    assert.equal((await lines('safety')).length, 0);
  });
});

describe('campaigns', () => {
  for (const [size, options] of [['desk', { viewport: DESK }], ['phone', ON_A_PHONE]]) {
    for (const language of ['zh-CN', 'en']) {
      it(`show their progress: ${size}, ${language}`, () =>
        as(
          'officer',
          async (page) => {
            await page.goto('/campaigns');
            await wholesome(page, `campaigns, ${size}, ${language}`);
            const { body } = await call(page, 'GET', '/campaigns?closed=false');
            assert.equal(body.total, 2, 'the two of the pack');
            await shoot(page, `campaigns-${size}-${language}`);
            const [one] = body.items;
            await page.goto(`/campaigns/${one.id}`);
            await wholesome(page, `a campaign, ${size}, ${language}`);
            await shoot(page, `campaign-${size}-${language}`);
            await page.goto(`/campaigns/${one.id}/report`);
            await wholesome(page, `a report, ${size}, ${language}`);
            await page.goto('/campaigns/new');
            await wholesome(page, `the form, ${size}, ${language}`);
          },
          { ...options, language },
        ));
    }
  }

  it('open the names behind each figure', () =>
    as('officer', async (page) => {
      const [{ id }] = (await call(page, 'GET', '/campaigns?closed=false')).body.items;
      const { body } = await call(page, 'GET', `/campaigns/${id}`);
      const row = body.grids.find((one) => one.open > 0 && one.grid);
      await page.goto(`/campaigns/${id}`);
      await settled(page);
      const cells = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: row.grid.name }) });
      await cells.getByRole('link').nth(1).click();
      await settled(page);
      assert.equal((await call(page, 'GET', `/campaigns/${id}/subjects?open=true&grid_id=${row.grid.id}`)).body.total, row.open);
      await page.locator('#list h2').getByText(String(row.open)).waitFor();
      const download = page.waitForEvent('download');
      await page.locator('#list').getByRole('link', { name: '导出' }).click();
      await assertWorkbook(await download);
    }));

  it('are worked on by the grid chief from a phone, and the history stays', () =>
    as(
      'chief',
      async (page) => {
        const { body: today } = await call(page, 'GET', '/today');
        const line = [...today.overdue, ...today.today, ...today.week].find((item) => item.kind === 'campaign');
        assert.ok(line, 'one line for the campaign');
        await page.goto('/today');
        await settled(page);
        await page.getByText(/^还有 \d+ 家没有结果/).first().waitFor();
        await page.goto(line.link);
        await wholesome(page, 'what is open in the grid');
        await page.locator('#list tbody a').first().click();
        await page.getByRole('button', { name: '登记结果' }).waitFor();
        await settled(page);
        await page.getByRole('button', { name: '登记结果' }).click();
        await page.getByText('请选择').first().waitFor();
        await page.getByRole('radio').first().check();
        await page.getByRole('button', { name: '登记结果' }).click();
        await page.getByText('请上传证明材料').first().waitFor();
        await wholesome(page, 'the form of an outcome');
        await page.locator('input[type=file]').first().setInputFiles(picture);
        await page.getByText('teal.jpg').waitFor();
        await page.getByRole('status').filter({ hasText: '1' }).first().waitFor({ state: 'attached' });
        await shoot(page, 'campaign-outcome-phone');
        await page.getByRole('button', { name: '登记结果' }).click();
        await page.getByText(/^已登记“/).first().waitFor();
        await wholesome(page, 'a recorded outcome');
        await page.getByRole('button', { name: '更改结果' }).click();
        await page.getByRole('radio').last().check();
        await page.getByRole('button', { name: '更改结果' }).click();
        await page.getByText('请写明理由').first().waitFor();
        await page.locator('textarea').fill('复查时已停业');
        await page.getByRole('button', { name: '更改结果' }).click();
        await page.getByText('复查时已停业').first().waitFor();
        await wholesome(page, 'a changed outcome');
        assert.equal(await page.locator('.timeline li').count(), 2);
      },
      ON_A_PHONE,
    ));

  it('are started from a template after a trial', () =>
    as('officer', async (page) => {
      await page.goto('/campaigns/new');
      await settled(page);
      await page.getByLabel('模板').selectOption({ label: '三类维修纳入九小场所排查' });
      assert.equal(await page.locator('input[name=title]').inputValue(), '三类维修纳入九小场所排查');
      await page.getByRole('button', { name: '试算名单' }).click();
      await page.getByText(/^共 \d+ 家$/).waitFor();
      await wholesome(page, 'a trial');
      await page.locator('textarea[name=among]').fill('enterprise.repair_clas == 3');
      await page.getByRole('button', { name: '试算名单' }).click();
      await page.getByText(/条件有误/).first().waitFor();
      await wholesome(page, 'a condition that does not hold');
    }));

  it('are started from a file, closed with a reason, and reported', () =>
    as('officer', async (page) => {
      const { items } = (await call(page, 'GET', '/enterprises?page_size=3')).body;
      const rows = [['序号', '企业'], ...items.map((one, n) => [String(n + 1), n === 0 ? one.uscc : one.name]), ['9', '没有这家公司']];
      await page.goto('/campaigns/new');
      await settled(page);
      await page.locator('input[name=title]').fill('停车场清查');
      await page.locator('textarea[name=task]').fill('逐户查看停车场');
      await page.getByLabel(/^结果 1/).fill('已查看');
      await page.getByLabel('须有证明材料').first().uncheck();
      await page.getByText('按文件').click();
      await page.locator('input[type=file]').setInputFiles({ name: '名单.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: workbook(rows) });
      await page.getByText('文件中找到 3 家').waitFor();
      await page.getByText('第 5 行：9 没有这家公司').waitFor();
      await wholesome(page, 'a file that was read');
      await page.getByRole('button', { name: '启动', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: /停车场清查/ }).waitFor();
      await wholesome(page, 'a campaign that was started');
      await page.getByRole('button', { name: '总结', exact: true }).click();
      await page.getByRole('button', { name: '确认总结' }).click();
      await page.getByText('还有企业没有结果，请写明为何现在总结').first().waitFor();
      await page.locator('textarea[name=summary]').fill('先行总结');
      await page.locator('textarea[name=reason]').fill('并入下一次清查');
      await page.getByRole('button', { name: '确认总结' }).click();
      await page.getByText('先行总结').first().waitFor();
      await page.getByRole('link', { name: '总结报告' }).click();
      await page.waitForURL(/\/report$/);
      await page.locator('.names li').nth(2).waitFor();
      await page.getByText('并入下一次清查').first().waitFor();
      await wholesome(page, 'a closing report');
      assert.equal(await page.locator('.names li').count(), 3, 'those that are open, by name');
      const paper = await page.pdf({ format: 'A4' });
      assert.ok(paper.length > 10_000);
    }));
});
