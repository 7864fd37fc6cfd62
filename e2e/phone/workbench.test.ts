import { violations } from './axe';
import { describeWithBrowser } from './browser';
import { usePhones } from './kit';

describeWithBrowser('the workbench', () => {
  const onPhone = usePhones();
  let isDown = true;

  onPhone(
    'shows where the merchant’s code threw, one row an attempt, and sends the event again',
    async ({ page, sign, merchantWasTold }) => {
      await sign();
      const timeline = page.getByRole('region', { name: '时间线' });
      const first = timeline.getByRole('button', { name: /签约成功事件.*失败.*第 1\/13 次/ });
      await first.click();
      await timeline.getByText(/no database[\s\S]*workbench\.test\.ts/).waitFor();
      // The next one comes 10 s later only.
      const third = timeline.getByRole('button', { name: /签约成功事件.*失败.*第 3\/13 次/ });
      await third.click();
      isDown = false;
      await timeline.getByRole('button', { name: '重新投递' }).click();
      await timeline.getByRole('button', { name: /签约成功事件.*已送达.*第 4\/13 次/ }).waitFor();
      expect(merchantWasTold()).toEqual(['signed']);
      expect(await timeline.getByRole('button', { name: /签约成功事件/ }).count()).toBe(4);
      expect(await timeline.getByText('job failed').count()).toBe(0);
    },
    {
      merchant: {
        async onContractSigned() {
          if (isDown) throw new Error('no database');
        },
      },
    },
  );

  onPhone(
    'says over the panels that the merchant’s new code does not run; axe finds nothing, whatever is open, in light and dark',
    async ({ page, phone, sign }) => {
      await sign();
      await page.getByText('English', { exact: true }).click();
      const timeline = page.getByRole('region', { name: 'Timeline' });
      for (const name of [/Confirmed.*Signed|Confirmed.*signed/, /ENTRUST\.SIGN/, /Contract signed/])
        await timeline.getByRole('button', { name }).first().click();
      await timeline.getByText('The rule that holds:').waitFor();
      phone.codeChanged({ is: 'typeErrors', text: 'index.ts(3,1): error TS2322' });
      await page.getByText('server/merchant has type errors').waitFor();
      phone.codeChanged({ is: 'broken', why: 'build', text: 'index.ts:3:1: Unexpected ";"' });
      const overlay = page.getByRole('alert', { name: 'server/merchant does not compile' });
      await overlay.getByText('Unexpected ";"').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Dark colours' }).click();
      expect(await violations(page)).toEqual([]);
      await overlay.getByRole('button', { name: 'Hide' }).click();
      await overlay.waitFor({ state: 'detached' });
      phone.codeChanged({ is: 'broken', why: 'load', text: 'TypeError' });
      const loading = page.getByRole('alert', { name: 'server/merchant threw when it was loaded' });
      await loading.waitFor();
      phone.codeChanged({ is: 'loaded' });
      await loading.waitFor({ state: 'detached' });
    },
  );
});
