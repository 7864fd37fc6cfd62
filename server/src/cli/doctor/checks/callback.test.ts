import { load } from '../../../../test/env';
import { WechatPayError } from '../../../wechatpay';
import type { Called, Context } from '../context';
import { lineOf } from '../print';
import { callback } from './callback';

const us = { who: 'us', isUnchanged: true, ms: 40 } as const;

/** The line about a self-test of which this became. */
async function line(called: Partial<Called>): Promise<string> {
  const context = {
    config: load(),
    wechatPay: async () => ({ client: { isReady: () => true } }),
    callBack: async () => ({
      probe: us,
      redis: undefined,
      listened: false,
      outcome: { kind: 'arrived' },
      ...called,
    }),
  };
  const [verdict] = [await callback.look(context as unknown as Context)].flat();
  return lineOf({ id: callback.id, name: callback.name, ...verdict! });
}

it('is wrong when an answer takes longer than WeChat Pay waits, arrived or not', async () => {
  const probe = { ...us, ms: 5_200 };
  expect(await line({ probe })).toMatch(/^✗ .*应答用了 5\.2 秒，微信支付只等 5 秒/);
  expect(await line({ probe, outcome: { kind: 'missing' } })).toMatch(/^✗ .*5\.2 秒/);
});

it('is open when it arrived, and the certificate does not hold as seen from here', async () => {
  const probe = { who: 'nobody', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } as const;
  expect(await line({ probe })).toMatch(
    /^\? .*到了，但从本机看 https 证书有问题（UNABLE_TO_VERIFY_LEAF_SIGNATURE）/,
  );
  expect(await line({ probe: { who: 'nobody', code: 'ETIMEDOUT' } })).toMatch(/^✓ /);
});

it('is wrong when there is no such domain, or WeChat Pay does not take the address', async () => {
  const missing = { kind: 'missing' } as const;
  expect(await line({ probe: { who: 'nobody', code: 'ENOTFOUND' }, outcome: missing })).toMatch(
    /^✗ .*没有 PUBLIC_URL 里的域名/,
  );
  const details = { httpStatus: 400, code: 'PARAM_ERROR', field: '/notify_url' };
  const error = new WechatPayError('refused', 'for this test', details);
  expect(await line({ outcome: { kind: 'not sent', error } })).toMatch(
    /^✗ .*微信支付不接受 PUBLIC_URL 的通知地址（400 PARAM_ERROR）/,
  );
});
