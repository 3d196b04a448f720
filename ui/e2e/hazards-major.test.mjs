// A major hazard from the criteria to 销号 as the people do it, in both languages: proposed, noticed, confirmed, planned,
// approved, reported, listed, accepted by experts, lifted, closed; rates that open their names; filters; investigations.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
const pictures = [];

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  for (const colour of ['seagreen', 'slateblue', 'teal', 'olive']) pictures.push(await photo(browser, colour));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
const day = (days) => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
const act = (page) => page.locator('.act');
const send = (page) => act(page).locator('button[type=submit]').click();
const step = (page, name) => act(page).getByRole('button', { name, exact: true }).click();
const attach = async (page, name, n) => {
  await page.locator(`input[type=file][name=${name}]`).setInputFiles(pictures[n]);
  await page.getByText('已上传', { exact: false }).first().waitFor();
};

async function firm(page) {
  const { body } = await call(page, 'GET', '/users?role=safety_officer');
  return body[0].enterprise;
}

describe('a major hazard', () => {
  let path;

  it('is proposed by the criteria while one writes, and decided by the person', () =>
    as('officer', async (page) => {
      await page.goto('/hazards/new');
      await settled(page);
      const { name } = await firm(page);
      await page.locator('input[name=enterprise_id]').fill(name);
      await page.getByRole('option', { name }).click();
      await page.locator('input[name=title]').fill('超越许可事项从事运输');
      await page.getByText('请核对后由您决定').waitFor();
      await page.getByText('重大隐患', { exact: false }).first().waitFor();
      await page.locator('label.option', { hasText: '重大' }).click();
      await page.getByRole('button', { name: '无许可或超越许可' }).click();
      await page.locator('.clause', { hasText: '第三条（一）' }).waitFor();
      await attach(page, 'evidence', 0);
      await page.locator('input[name=deadline]').fill(day(20));
      await assertAccessible(page, 'report of a major hazard');
      await assertFits(page, 'report of a major hazard');
      await shoot(page, 'hazard-criteria');
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.waitForURL(/\/hazards\/[0-9a-f-]{36}$/);
      path = new URL(page.url()).pathname;
      await page.getByText('负责人未签收').waitFor();
      await page.getByRole('link', { name: /-GZ$/ }).click();
      await page.getByRole('heading', { name: '重大事故隐患告知书' }).waitFor();
      await assertAccessible(page, 'notice');
      await assertFits(page, 'notice');
      await shoot(page, 'hazard-notice');
    }));

  it('is confirmed, planned and approved by the principal on a phone', () =>
    as(
      'principal',
      async (page) => {
        await page.goto(path);
        await settled(page);
        await step(page, '签收告知书');
        await assertAccessible(page, 'receipt');
        await send(page);
        await page.getByText('已签收').first().waitFor();
        await step(page, '制定整改方案');
        await send(page);
        await page.getByRole('link', { name: '治理目标：', exact: false }).waitFor();
        await page.locator('textarea[name=goal]').fill('恢复合规经营');
        await page.locator('input[name=person_name]').fill('示例负责人');
        await page.locator('textarea[name=measure]').fill('停止超范围业务，申请变更许可');
        await page.locator('input[name=money_yuan]').fill('50000');
        await page.locator('textarea[name=emergency_plan]').fill('封存相关车辆');
        await send(page);
        await page.getByText('恢复合规经营').waitFor();
        await step(page, '报告治理进展');
        await page.locator('textarea[name=note]').fill('已停止相关业务');
        await send(page);
        await page.locator('.reports', { hasText: '已停止相关业务' }).waitFor();
        await assertAccessible(page, 'governance on a phone');
        await assertFits(page, 'governance on a phone');
        await shoot(page, 'hazard-major-phone');
      },
      ON_A_PHONE,
    ));

  it('is listed by the leader with the keyboard alone', () =>
    as('leader', async (page) => {
      await page.goto(path);
      await settled(page);
      await act(page).getByRole('button', { name: '挂牌督办' }).focus();
      await page.keyboard.press('Enter');
      await act(page).getByRole('heading', { name: '挂牌督办' }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.locator('input[name=body]').focus();
      await page.keyboard.type('示例市安委办');
      await page.keyboard.press('Enter');
      await page.getByText('督办中').waitFor();
      await page.getByText('市级', { exact: false }).first().waitFor();
      await assertAccessible(page, 'listed');
      await shoot(page, 'hazard-major');
    }));

  it('is handed in, accepted by experts, verified, lifted and closed by others', async () => {
    await as('safety', async (page) => {
      await page.goto(path);
      await settled(page);
      await step(page, '提交整改');
      await attach(page, 'evidence', 1);
      await send(page);
      await page.locator('.head .status', { hasText: '待复查' }).waitFor();
    });
    await as('officer2', async (page) => {
      await page.goto(path);
      await settled(page);
      await step(page, '专家验收');
      await page.locator('textarea[name=experts]').fill('示例专家');
      await page.locator('label.option', { hasText: '验收合格' }).click();
      await page.locator('textarea[name=opinion]').fill('同意通过');
      await attach(page, 'evidence', 2);
      await send(page);
      await page.getByText('每行写姓名和单位').first().waitFor();
      await assertAccessible(page, 'acceptance with an error');
      await page.locator('textarea[name=experts]').fill('示例专家 示例检测所');
      await send(page);
      await page.getByText('示例专家 (示例检测所)').waitFor();
      await step(page, '复查');
      await page.locator('label.option').first().click();
      await attach(page, 'evidence', 3);
      await send(page);
      await page.locator('.head .status', { hasText: '待销号' }).waitFor();
      await step(page, '摘牌');
      await page.locator('textarea[name=note]').fill('治理完成，验收合格');
      await send(page);
      await page.getByText('已摘牌').first().waitFor();
      await step(page, '销号');
      await send(page);
      await page.locator('.head .status', { hasText: '已销号' }).waitFor();
    });
  });
});

describe('around it', () => {
  it('the one of the demo is late with its report: on Today and in the list', () =>
    as('officer', async (page) => {
      await page.goto('/today');
      await settled(page);
      await page.getByText('治理进展报告已逾期').first().waitFor();
      await page.goto('/hazards?view=listed');
      await settled(page);
      await page.getByText('县级挂牌督办').waitFor();
      await assertAccessible(page, 'listed ones');
    }));

  it('every figure of the rates opens its names, in English too', () =>
    as(
      'officer',
      async (page) => {
        await page.goto('/hazards/rates');
        await settled(page);
        await page.getByRole('heading', { name: 'Rates' }).waitFor();
        await assertAccessible(page, 'rates');
        await assertFits(page, 'rates');
        await shoot(page, 'hazard-rates');
        const link = page.locator('section', { hasText: 'By line of business' }).locator('tbody a').first();
        const n = Number(await link.innerText());
        assert.ok(n > 0);
        await link.click();
        await page.waitForURL(/sector=/);
        await page.locator('.count', { hasText: String(n) }).waitFor();
        const text = await page.locator('main').innerText();
        assert.ok(!/hazards\.|major\.|vocabulary\./.test(text), 'every text is there');
      },
      { language: 'en-US' },
    ));

  it('a filter is kept by name and its link is the address', () =>
    as('officer', async (page) => {
      await page.goto('/hazards?view=overdue&sort=level');
      await settled(page);
      await page.getByRole('button', { name: '保存当前筛选' }).click();
      await page.locator('input[name=name]').fill('逾期先看重大');
      await assertAccessible(page, 'keeping a filter');
      await page.getByRole('button', { name: '保存', exact: true }).click();
      const kept = page.getByRole('link', { name: '逾期先看重大' });
      await kept.waitFor();
      await page.goto('/hazards');
      await settled(page);
      await kept.click();
      await page.waitForURL(/view=overdue/);
      assert.match(page.url(), /sort=level/);
      await page.getByRole('button', { name: '删除筛选“逾期先看重大”' }).click();
      await kept.waitFor({ state: 'detached' });
    }));

  it('changed criteria show what differs, and a person decides', async () => {
    const file = { name: 'road.licence.toml', mimeType: 'application/toml', buffer: Buffer.from("id = 'road.licence'\nclause = { zh = '第五条（一）：修订后的文字', en = 'Art. 5 (1), amended' }\n") };
    const version = await as('officer', async (page) => {
      await page.goto('/packs');
      await settled(page);
      await page.locator('input[name=note]').fill('判定标准修订');
      await page.locator('input[name=file]').setInputFiles([file]);
      await page.getByRole('button', { name: '检查并保存' }).click();
      await page.waitForURL(/\/packs\/[0-9a-f-]+$/);
      return page.url().split('/').pop();
    });
    await as('leader', async (page) => {
      const { status } = await call(page, 'POST', '/pack-activations', { version_id: version, effect_from: day(0), reason: '标准修订' });
      assert.equal(status, 204);
      await page.goto('/hazards');
      await settled(page);
      await page.getByRole('link', { name: '去决定' }).click();
      await settled(page);
      await page.getByText('条款变化').first().waitFor();
      await assertAccessible(page, 'changed criteria');
      await assertFits(page, 'changed criteria');
      await shoot(page, 'hazard-rejudge');
      await page.getByText('全选', { exact: false }).click();
      await page.getByRole('button', { name: /^按现行标准/ }).click();
      await page.getByText('没有不同').waitFor();
      const { body } = await call(page, 'GET', '/hazards?listed=true');
      assert.match(body.items[0].clause, /第五条（一）/);
    });
  });

  it('an investigation is proposed with its facts and decided by somebody else', async () => {
    const id = await as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/enterprises?page_size=100');
      let made = null;
      for (const one of body.items) {
        const grounds = await call(page, 'GET', `/inquiry-grounds?enterprise_id=${one.id}`);
        if (!grounds.body.can_propose) continue;
        made = await call(page, 'POST', '/inquiries', { enterprise_id: one.id, reason: '多次督促仍不排查' });
        break;
      }
      assert.ok(made === null || made.status === 201, JSON.stringify(made));
      await page.goto('/inquiries');
      await settled(page);
      await assertAccessible(page, 'investigations');
      await assertFits(page, 'investigations');
      return made?.body.id ?? null;
    });
    if (id === null) {
      console.log('SKIPPED: no enterprise of the demo is late with an inspection today');
      return;
    }
    await as('leader', async (page) => {
      await page.goto(`/inquiries/${id}`);
      await settled(page);
      await page.getByText('未履行的排查责任').waitFor();
      await assertAccessible(page, 'case draft');
      await assertFits(page, 'case draft');
      await shoot(page, 'inquiry');
      await page.locator('label.option', { hasText: '不按事故调查处理' }).click();
      await page.locator('textarea[name=reason]').fill('已补做排查');
      await page.getByRole('button', { name: '确认决定' }).click();
      await page.getByRole('heading', { name: '决定', exact: true }).waitFor();
      await page.getByText('已补做排查').waitFor();
    });
  });
});
