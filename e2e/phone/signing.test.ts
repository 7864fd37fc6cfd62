import { type Kit, waitFor } from '../kit';
import { describeWithBrowser } from './browser';
import { signingApp } from './hands';
import { t, usePhones } from './kit';

/** The jump that the last return was of; a signing that was signed counts no jumps any more. */
const lastReturn = ({ logs }: Kit) => logs.filter(({ event }) => event === 'return').at(-1)?.seq;

describeWithBrowser('signing on the phone', () => {
  const onPhone = usePhones();

  onPhone(
    'goes from the button to 已开通, and the merchant is told once',
    async ({ kit, sign, reads, server, merchantWasTold, tap }) => {
      await sign();
      await reads(t.signed);
      const { body } = await (await server()).current();
      expect(body).toMatchObject({ status: 'signed', seq: 0, contractId: expect.any(String) });
      expect(lastReturn(kit)).toBe(1);
      const event = await kit.event(body.outContractCode, 'signed');
      expect(event).toMatchObject({ contractId: body.contractId, occurredAt: body.signedAt });
      expect(merchantWasTold()).toEqual(['signed']);
      await tap(t.viewContracts);
      await reads(t.contractSigned);
    },
  );

  onPhone('tells the story beside the phone, down to what was decrypted', async ({ page, sign }) => {
    await sign();
    const timeline = page.getByRole('region', { name: '时间线' });
    for (const words of [
      'POST /api/signings',
      '预签约',
      '跳转成功',
      '签约中',
      '打开签约页',
      '同意并开通',
      'ENTRUST.SIGN',
      '已确认',
      '签约成功事件',
      '返回',
      '已签约',
    ]) {
      await timeline.filter({ hasText: words }).waitFor();
    }
    await timeline.getByRole('button', { name: /ENTRUST\.SIGN/ }).click();
    await timeline.getByText('"contract_state": "SIGNED"').waitFor();
  });

  onPhone(
    'declined: checks, then says 尚未开通 and lets the user try again',
    async ({ kit, jump, tap, reads, server, merchantWasTold, sign }) => {
      await jump();
      await tap('暂不开通');
      await reads(t.confirming);
      await reads(t.notSigned);
      expect((await (await server()).current()).body).toMatchObject({ status: 'not_signed', seq: 1 });
      expect(merchantWasTold()).toEqual([]);
      await sign();
      expect((await (await server()).current()).body).toMatchObject({ status: 'signed', seq: 0 });
      expect(lastReturn(kit)).toBe(2);
    },
  );

  onPhone(
    'left by the back arrow without signing: never takes that for a result',
    async ({ jump, press, reads, server, merchantWasTold }) => {
      await jump();
      await press('返回');
      await reads(t.confirming);
      await reads(t.notSigned);
      expect((await (await server()).current()).body.status).toBe('not_signed');
      expect(merchantWasTold()).toEqual([]);
    },
  );

  onPhone(
    'agreed, then the back arrow, which hands nothing back: 已开通',
    async ({ jump, agree, press, reads, server, kit, merchantWasTold }) => {
      await jump();
      await agree();
      await press('返回');
      await reads(t.signedNote);
      const { body } = await (await server()).current();
      expect(body.status).toBe('signed');
      await kit.event(body.outContractCode, 'signed');
      expect(merchantWasTold()).toEqual(['signed']);
    },
  );

  onPhone(
    'agreed, and nothing handed back by 完成: 已开通',
    async ({ choose, jump, agree, tap, reads, server, kit }) => {
      await choose('模拟故障', '返回时不带 extraData');
      await jump();
      await agree();
      await tap('完成');
      await reads(t.signedNote);
      const { body } = await (await server()).current();
      expect(body.status).toBe('signed');
      const returned = kit.logs.filter(({ event }) => event === 'return');
      expect(returned.map(({ scene: told, hint }) => ({ told, hint }))).toEqual([{ told: 1038 }]);
    },
  );

  onPhone(
    'killed while the user signs: a cold start knows what was going on',
    async ({ jump, agree, kill, press, reads, server, kit, merchantWasTold }) => {
      await jump();
      await agree();
      await kill('示例商户');
      await kill(signingApp);
      await press('主屏幕');
      await press('示例商户');
      await reads(t.signedNote);
      const { body } = await (await server()).current();
      expect(body).toMatchObject({ status: 'signed', seq: 0 });
      expect(lastReturn(kit)).toBe(1);
      await kit.event(body.outContractCode, 'signed');
      expect(merchantWasTold()).toEqual(['signed']);
    },
  );

  onPhone(
    'killed, then brought back by 完成: the cold start with 1038 is the return',
    async ({ page, jump, agree, kill, press, tap, reads, server }) => {
      await jump();
      await agree();
      await kill('示例商户');
      await press('最近使用');
      await page.getByRole('button', { name: new RegExp(`切换到.*${signingApp}`) }).click();
      await tap('完成');
      await reads(t.signedNote);
      expect((await (await server()).current()).body.status).toBe('signed');
    },
  );

  onPhone(
    'back without 1038, the notification lost: asks WeChat Pay and says 已开通',
    async ({ jump, agree, openAgain, choose, reads, server, kit, merchantWasTold }) => {
      await choose('模拟故障', '丢失');
      await jump();
      await agree();
      await openAgain();
      await reads(t.signedNote);
      const { body } = await (await server()).current();
      expect(body.status).toBe('signed');
      await kit.event(body.outContractCode, 'signed');
      expect(merchantWasTold()).toEqual(['signed']);
      const facts = kit.logs.filter(({ event, fact }) => event === 'fact' && fact === 'confirmed');
      expect(facts.length).toBeGreaterThan(0);
      expect(kit.logs.filter(({ event }) => event === 'notification')).toEqual([]);
    },
  );

  onPhone(
    '尚未开通, then a late notification: turns to 已开通 by itself',
    async ({ jump, tap, reads, server, kit, merchantWasTold }) => {
      await jump();
      await tap('暂不开通');
      await reads(t.notSigned);
      const { outContractCode } = (await (await server()).current()).body;
      await kit.control.sign(outContractCode);
      await reads(t.signedNote);
      await kit.event(outContractCode, 'signed');
      expect(merchantWasTold()).toEqual(['signed']);
      expect((await (await server()).current()).body.status).toBe('signed');
    },
  );

  onPhone(
    'the notification sent twice: one contract, one event',
    async ({ choose, sign, server, kit, merchantWasTold }) => {
      await choose('模拟故障', '重复');
      await sign();
      const { body } = await (await server()).current();
      await kit.event(body.outContractCode, 'signed');
      await waitFor(
        'two notifications',
        () => kit.logs.filter(({ event }) => event === 'notification').length === 2,
      );
      expect(merchantWasTold()).toEqual(['signed']);
      expect((await (await server()).contracts()).body.contracts).toHaveLength(1);
    },
  );
});
