import { complete, certificate as createMerchantCertificate, DAY, load, SERIAL } from '../../../../test/env';
import type { Context } from '../context';
import type { Verdict } from '../finding';
import { certificate, settings } from './settings';

const look = async (certificatePem: string | undefined): Promise<Verdict> => {
  const given = { WECHATPAY_MERCHANT_CERTIFICATE: certificatePem };
  const contact = { certificates: undefined, echo: undefined };
  const context = { env: { ...complete, ...given }, config: load(given), wechatPay: async () => contact };
  return [await certificate.look(context as unknown as Context)].flat()[0]!;
};

it('says until when the certificate is good, and in time that it ends soon', async () => {
  expect(await look(createMerchantCertificate(undefined, -DAY, 400 * DAY))).toMatchObject({
    mark: 'ok',
    reason: { 'zh-CN': expect.stringMatching(/是一套，\d{4}-\d\d-\d\d 到期/) },
  });
  expect(await look(createMerchantCertificate(undefined, -DAY, 10 * DAY + 60_000))).toMatchObject({
    mark: 'unknown',
    reason: { 'zh-CN': expect.stringContaining('10 天后') },
  });
});

it('leaves open what was not given and not accepted either', async () => {
  expect((await look(undefined)).mark).toBe('unknown');
});

it('is said of each setting that is odd', async () => {
  const config = load({ CONTRACT_DISPLAY_ACCOUNT: '微信 用户' });
  const context = { env: complete, config, problems: [], envFile: undefined } as unknown as Context;
  const found = [await settings.look(context)].flat();
  expect(found.map(({ mark }) => mark)).toEqual(['ok', 'unknown']);
  expect(found[1]!.reason.en).toMatch(/^CONTRACT_DISPLAY_ACCOUNT: /);
  expect(JSON.stringify(found)).not.toContain(SERIAL);
});
