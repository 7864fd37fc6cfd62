import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPhone } from '@contract-kit/phone';
import { placeholderUrl } from '../../tools/weapp/settings';
import { waitFor } from '../kit';
import { describeWithBrowser } from './browser';
import { merchantApp } from './hands';
import { t, usePhones } from './kit';

/** WeChat Pay is asked for the last time as long again after its end. */
const LIFETIME_SECONDS = 16;

describeWithBrowser('before, during and after a signing on the phone', () => {
  const onPhone = usePhones();

  onPhone(
    'expired while the user was away: says so, and starts again',
    async ({ jump, press, reads, tap, server, merchantWasTold }) => {
      await jump();
      await press('返回');
      await reads(t.expired);
      expect((await (await server()).current()).body.status).toBe('expired');
      await tap(t.startAgain);
      await reads(t.openNote);
      expect((await (await server()).current()).body.status).toBe('ready');
      expect(merchantWasTold()).toEqual([]);
    },
    {
      simulator: { sessionLifetimeSeconds: LIFETIME_SECONDS },
      env: { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS) },
    },
  );

  onPhone(
    'the jump refused in WeChat’s dialog: stays, and can be tried again',
    async ({ tap, press, reads, sign, server }) => {
      await tap(t.open);
      await press('取消');
      await reads(t.jumpCancelled);
      expect((await (await server()).current()).body).toMatchObject({ status: 'ready', seq: 0 });
      await sign();
      expect((await (await server()).current()).body.status).toBe('signed');
    },
  );

  onPhone('two quick taps: one question, one jump', async ({ page, screen, press, reads, kit }) => {
    await screen.locator('wx-button').getByText(t.open, { exact: true }).dblclick();
    await press('允许');
    await reads('同意并开通');
    expect(await page.getByRole('dialog').count()).toBe(0);
    const launches = () => kit.logs.filter(({ event }) => event === 'launch');
    await waitFor('the launch to be reported', () => launches().length > 0);
    expect(launches()).toHaveLength(1);
  });

  onPhone(
    'signed before, on another phone: says 已开通 at once',
    async ({ kit, phone, another, merchantWasTold }) => {
      const before = await kit.login(phone.users[0]);
      await kit.contract(before);
      const { reads } = await another();
      await reads(t.signedNote);
      expect(merchantWasTold()).toEqual(['signed']);
    },
  );

  onPhone(
    'the screen locked after the return: the result is there when it is unlocked',
    async ({ jump, agree, tap, press, reads, server }) => {
      await jump();
      await agree();
      await tap('完成');
      await press('锁屏');
      await press('解锁');
      await reads(t.signedNote);
      expect((await (await server()).current()).body.status).toBe('signed');
    },
  );

  onPhone(
    'the server started again in mid-poll: goes on where it was',
    async ({ jump, tap, reads, server, kit, merchantWasTold }) => {
      await jump();
      await tap('暂不开通');
      await reads(t.confirming);
      const { outContractCode } = (await (await server()).current()).body;
      await kit.restartServer();
      await kit.control.sign(outContractCode);
      await reads(t.signedNote);
      await kit.event(outContractCode, 'signed');
      expect(merchantWasTold()).toEqual(['signed']);
    },
  );

  onPhone(
    '解约 by the user here: asks, ends it, and the merchant is told',
    async ({ sign, tap, press, reads, server, kit, merchantWasTold }) => {
      await sign();
      await tap(t.viewContracts);
      await tap(t.terminate);
      await press(t.terminateCancel);
      await reads(t.contractSigned);
      await tap(t.terminate);
      await press(t.terminateConfirm);
      await reads(t.contractTerminated);
      const { body } = await (await server()).current();
      expect(body.status).toBe('terminated');
      await kit.event(body.outContractCode, 'terminated');
      expect(merchantWasTold()).toEqual(['signed', 'terminated']);
      await press('返回');
      await reads(t.terminatedNote);
      // Whoever has ended it may sign again.
      await tap(t.startAgain);
      await reads(t.openNote);
    },
  );

  onPhone(
    '解约 in WeChat: known here, and the merchant is told',
    async ({ sign, page, tap, kill, press, reads, server, kit, merchantWasTold }) => {
      await sign();
      const { outContractCode } = (await (await server()).current()).body;
      await page.getByRole('tab', { name: '协议' }).click();
      await page.getByRole('button', { name: `在微信中解约 ${outContractCode}` }).click();
      await kit.event(outContractCode, 'terminated');
      await tap(t.viewContracts);
      await reads(t.contractTerminated);
      await kill(merchantApp);
      await press('主屏幕');
      await press(merchantApp);
      // Whoever has ended it may sign again.
      await reads(t.openNote);
      expect((await (await server()).get(outContractCode)).body.status).toBe('terminated');
      expect(merchantWasTold()).toEqual(['signed', 'terminated']);
    },
  );

  onPhone(
    '解约 interrupted by a kill: goes on when the app is opened again',
    async ({ sign, tap, press, reads, choose, kill, server, kit, merchantWasTold }) => {
      await sign();
      const { outContractCode } = (await (await server()).current()).body;
      await tap(t.viewContracts);
      await reads(t.contractSigned);
      await choose('模拟故障', '不可用');
      await tap(t.terminate);
      await press(t.terminateConfirm);
      await reads(t.contractTerminating);
      // Until then the server itself goes on trying.
      await waitFor('the server to give up', () =>
        kit.logs.some(({ path, status }) => String(path).endsWith('/terminate') && Number(status) >= 500),
      );
      await kill(merchantApp);
      expect(merchantWasTold()).toEqual(['signed']);
      await press('主屏幕');
      await choose('模拟故障', '正常', '微信支付的接口');
      await press(merchantApp);
      await reads(t.terminated);
      await kit.event(outContractCode, 'terminated');
    },
  );

  onPhone(
    'another user of the phone sees nothing of the first one’s, and cannot sign for them',
    async ({ sign, choose, reads, phone, another, kit }) => {
      await sign();
      await choose('手机', '用户 2');
      await reads(t.openNote);
      const [first, second] = phone.users;
      expect((await (await kit.login(first)).contracts()).body.contracts).toHaveLength(1);
      const other = await kit.login(second);
      expect((await other.contracts()).body.contracts).toEqual([]);
      const { launch } = (await other.current()).body;
      const id = launch!.extraData.pre_entrustweb_id;
      // By a link it is the user of DevTools who looks, not the second one.
      const byLink = await another(`?open=signing&pre_entrustweb_id=${id}`);
      await byLink.reads('不是您的签约');
    },
    { simulator: { foreignCodes: true } },
  );

  onPhone(
    'by a link, for DevTools, which never jumps: its user signs on the same page',
    async ({ kit, another }) => {
      const { body } = await kit.client().login('a code of DevTools');
      const devTools = kit.client(body.token);
      const { outContractCode, launch } = (await devTools.create()).body;
      const id = launch!.extraData.pre_entrustweb_id;
      const { agree, tap, reads } = await another(`?open=signing&pre_entrustweb_id=${id}`);
      await agree();
      await tap('完成');
      await reads('可以关闭本页了');
      await kit.event(outContractCode, 'signed');
      expect((await devTools.get(outContractCode)).body.status).toBe('signed');
    },
    { simulator: { foreignCodes: true } },
  );

  onPhone(
    'starts anew: another user, an empty phone, a simulator without contracts; Redis is left alone',
    async ({ sign, page, reads, phone, kit, server }) => {
      await sign();
      const before = phone.users;
      const { outContractCode } = (await (await server()).current()).body;
      await page.getByRole('button', { name: '重新开始' }).click();
      await reads(t.openNote);
      expect(phone.users).not.toEqual(before);
      expect(await kit.control.contracts()).toHaveLength(1);
      expect(await kit.redis.exists(`${kit.prefix}signing:{${outContractCode}}`)).toBe(1);
    },
  );

  onPhone(
    'npm start ended and begun again: the page that was left open starts anew by itself',
    async ({ sign, reads, phone, packageFolder, kit }) => {
      await sign();
      await phone.close();
      const again = await createPhone({
        package: packageFolder,
        origins: { [placeholderUrl]: kit.url },
        simulatorUrl: kit.simulator.url,
        port: Number(new URL(phone.url).port),
      });
      try {
        await reads(t.openNote);
      } finally {
        await again.close();
      }
    },
  );

  onPhone(
    'a development build: shown at once, on the same page, with what the app has kept',
    async ({ sign, tap, reads, page, phone, packageFolder, kit }) => {
      await sign();
      await tap(t.viewContracts);
      await reads(t.contractSigned);
      const kept = async () =>
        (await fetch(`${phone.url}/storage/${kit.env.SUB_APPID}/${phone.users[0]}`)).json();
      const before = await kept();
      expect(before).not.toEqual([]);

      const folder = mkdtempSync(join(tmpdir(), 'phone-dev-'));
      try {
        cpSync(packageFolder, folder, { recursive: true });
        appendFileSync(join(folder, 'common.wxss'), '.card { outline: 3px solid red; }');
        phone.setPackage(folder, 'development');
      } finally {
        rmSync(folder, { recursive: true });
      }
      await page.getByText('开发构建').first().waitFor();
      await reads(t.contractSigned);
      await page.getByText('我的免密支付', { exact: true }).waitFor();
      expect(await kept()).toEqual(before);

      phone.setBuildError('index.tsx: Unexpected token (7:1)');
      await page.getByText('index.tsx: Unexpected token (7:1)').waitFor();
      await reads(t.contractSigned);
    },
  );

  onPhone('without network: says so, and goes on when it is back', async ({ kill, choose, press, reads }) => {
    await kill(merchantApp);
    await choose('手机', '联网');
    await press('主屏幕');
    await press(merchantApp);
    await reads(t.offline);
    await choose('手机', '联网');
    await reads(t.openNote);
  });
});
