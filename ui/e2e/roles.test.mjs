// Each role logs in, finds on Today what it can do, opens what is its own, and sees nothing else.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const REGISTERS = ['/enterprises', '/people', '/vehicles', '/hazards', '/signals', '/signals/map', '/risks'];
const FIRST = ['今日', '企业', '隐患', '运行'];

/**
 * `menu` and `more`: names of the places of the menu. `open` and `shut`: pages that open, and that are refused.
 * `firm`: sees one enterprise, its own. `verbs`: what Today may ask of the role.
 */
const ROLES = {
  driver: { menu: ['今日', '运行'], more: [], open: ['/signals', '/hazards/new'], shut: ['/enterprises', '/people', '/vehicles', '/hazards', '/signals/map', '/risks', '/imports', '/packs'], verbs: ['signal.acknowledge'] },
  safety: { menu: FIRST, more: ['分级', '案件', '约谈', '工程项目', '检查', '重大风险', '文书', '人员', '车辆'], open: [...REGISTERS, '/hazards/new', '/cases', '/talks'], shut: ['/cases/new', '/talks/new', '/imports', '/packs', '/targets', '/campaigns'], firm: true, verbs: ['case.receive', 'case.state', 'talk.receive', 'talk.mend', 'hazard.plan', 'hazard.progress', 'hazard.submit', 'hazard.notify', 'hazard.verify', 'signal.acknowledge', 'signal.answer', 'licence.renew', 'certificate.renew', 'duty.hand_in', 'duty.see', 'grade.see', 'project.do'] },
  principal: { menu: FIRST, more: ['分级', '案件', '约谈', '工程项目', '检查', '重大风险', '文书', '人员', '车辆'], open: [...REGISTERS, '/hazards/new', '/cases', '/talks'], shut: ['/cases/new', '/talks/new', '/imports', '/packs', '/targets', '/campaigns'], firm: true, verbs: ['case.receive', 'case.state', 'talk.receive', 'talk.mend', 'hazard.plan', 'hazard.plan_approval', 'hazard.progress', 'hazard.notice_receipt', 'hazard.submit', 'hazard.notify', 'hazard.verify', 'hazard.close', 'signal.acknowledge', 'signal.answer', 'licence.renew', 'certificate.renew', 'duty.hand_in', 'duty.see', 'grade.see', 'project.do'] },
  chief: { menu: FIRST, more: ['分级', '指标', '约谈', '工程项目', '专项行动', '检查', '双随机', '重大风险', '文书', '人员', '车辆'], open: [...REGISTERS, '/hazards/new', '/targets', '/campaigns'], shut: ['/imports', '/packs'], verbs: ['hazard.notify', 'hazard.follow', 'hazard.verify', 'hazard.close', 'signal.triage', 'licence.check', 'duty.follow', 'campaign.record', 'visit.inspect'] },
  leader: { menu: FIRST, more: ['分级', '指标', '案件', '约谈', '工程项目', '专项行动', '检查', '双随机', '重大风险', '文书', '人员', '车辆', '政策包'], open: [...REGISTERS, '/packs', '/targets', '/campaigns'], shut: ['/cases/new', '/hazards/new', '/imports'], verbs: ['talk.give_notice', 'talk.hold', 'talk.confirm', 'talk.close', 'talk.follow', 'case.decide_filing', 'case.decide_ask', 'case.review', 'case.decide', 'case.close', 'hazard.close', 'hazard.follow', 'hazard.acceptance', 'hazard.listing_lift', 'hazard.extension_decision', 'signal.close', 'signal.assign', 'duty.follow', 'risk.cancel', 'draw.commit', 'draw.reveal', 'visit.inspect'] },
};
const SIZES = [['desk', { viewport: DESK }], ['phone', { viewport: PHONE, hasTouch: true, isMobile: true }]];

async function places(page, size) {
  const texts = (locator) => locator.allInnerTexts().then((all) => all.map((one) => one.trim()));
  if (size === 'desk') {
    const menu = page.locator('.places');
    const more = menu.locator('.menu .menu-item');
    if ((await more.count()) > 0) await menu.locator('.menu .top').click();
    const answer = { menu: await texts(menu.locator('.place')), more: await texts(more) };
    await page.keyboard.press('Escape');
    return answer;
  }
  const tabs = await texts(page.locator('.shell-bottom .tab'));
  assert.equal(tabs.at(-1), '更多');
  await page.goto('/more');
  await settled(page);
  return { menu: tabs.slice(0, -1), more: await texts(page.locator('main .list a')) };
}

for (const [username, role] of Object.entries(ROLES)) {
  describe(username, () => {
    for (const [size, options] of SIZES) {
      it(`finds its own and nothing else: ${size}`, async () => {
        const page = await openPage(browser, server.url, options);
        await logIn(page, username);
        await page.waitForURL('**/today');
        await settled(page);
        // The tasks of the start still change the list: page and server are asked until they agree.
        let items;
        let lines;
        for (let tries = 0; ; tries += 1) {
          const { body } = await call(page, 'GET', '/today');
          items = [...body.overdue, ...body.today, ...body.week];
          // Enterprises with late duties are one more line.
          lines = items.length + (body.late_enterprises ? 1 : 0);
          if ((await page.locator('main [data-row]').count()) === lines || tries === 5) break;
          await page.reload();
          await settled(page);
        }
        assert.equal(await page.locator('main [data-row]').count(), lines);
        if (lines === 0) await page.getByText('今日无事项').waitFor();
        for (const item of items) assert.ok(role.verbs.includes(item.verb_code), `${item.verb_code} is not for ${username}`);
        await assertAccessible(page, 'today');
        await assertFits(page, 'today');
        if (['safety', 'leader'].includes(username)) await shoot(page, `today-${username}-${size}`);

        const { menu, more } = await places(page, size);
        assert.deepEqual(menu, role.menu);
        assert.deepEqual(more, role.more);

        for (const path of role.open) {
          await page.goto(path);
          await settled(page);
          assert.equal(new URL(page.url()).pathname, path);
          assert.equal(await page.locator('main [role=alert]').count(), 0, `${path} shows no error`);
          await assertAccessible(page, path);
          await assertFits(page, path);
        }
        for (const path of role.shut) {
          await page.goto(path);
          await page.waitForURL('**/refused');
          await page.getByText('您的角色没有这项权限').waitFor();
        }
        await assertAccessible(page, 'refused');
        await closePage(page);
      });
    }
  });
}

describe('an enterprise', () => {
  it('sees itself, and no other by its address either', async () => {
    const desk = await openPage(browser, server.url);
    await logIn(desk, 'officer');
    const { body: all } = await call(desk, 'GET', '/enterprises?page_size=5');
    const { body: hazards } = await call(desk, 'GET', '/hazards?page_size=100');
    await closePage(desk);
    for (const username of Object.keys(ROLES).filter((name) => ROLES[name].firm)) {
      const page = await openPage(browser, server.url);
      await logIn(page, username);
      const { body } = await call(page, 'GET', '/enterprises');
      assert.equal(body.total, 1);
      const [own] = body.items;
      const foreign = [`/enterprises/${all.items.find((one) => one.id !== own.id).id}`, `/hazards/${hazards.items.find((one) => one.enterprise.id !== own.id).id}`];
      for (const path of foreign) {
        await page.goto(path);
        await page.getByText('没有这条记录，或者您无权查看').waitFor();
        await assertAccessible(page, `${path} of another`);
      }
      await page.goto(`/enterprises/${own.id}`);
      await page.getByRole('heading', { level: 1, name: own.name }).waitFor();
      await closePage(page);
    }
  });
});

describe('a driver', () => {
  it('reports a hazard from Today', async () => {
    const page = await openPage(browser, server.url, SIZES[1][1]);
    await logIn(page, 'driver');
    await page.getByRole('link', { name: '登记隐患' }).click();
    await page.waitForURL('**/hazards/new');
    await page.locator('input[name=title]').fill('制动软管有裂纹');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText(/YH-\d{8}-\d{4}/).waitFor();
    await assertAccessible(page, 'reported');
    await closePage(page);
  });
});

describe('a grid chief', () => {
  it('sees the enterprises of the grid only', async () => {
    const page = await openPage(browser, server.url);
    await logIn(page, 'chief');
    const { body: mine } = await call(page, 'GET', '/enterprises?page_size=1');
    await page.goto('/enterprises');
    await page.locator('.count', { hasText: `${mine.total}` }).waitFor();
    await closePage(page);
    const desk = await openPage(browser, server.url);
    await logIn(desk, 'officer');
    const { body: all } = await call(desk, 'GET', '/enterprises?page_size=1');
    assert.ok(mine.total > 0 && mine.total < all.total, `${mine.total} of ${all.total}`);
    await closePage(desk);
  });
});
