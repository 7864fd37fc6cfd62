import { randomUUID } from 'node:crypto';
import { confirmed, party, useServices } from '../../../test/services';
import type { User } from '../../store';
import type { Services } from '../services';
import { terminateContract } from './contracts';

const { services: base, signing } = useServices();

it('sees to it that somebody will query what became of a termination, before WeChat Pay is called', async () => {
  const { store } = base;
  const user: User = { ...party, openid: randomUUID() };
  const code = await signing({ party: { ...party, ...user }, confirmed });
  const seen: Record<string, string>[] = [];
  const killed = new Error('killed');
  const wechatPay = {
    ...base.wechatPay,
    async terminateContract() {
      seen.push(await store.client.hgetall(`${store.keys.bullMq}:queries:${code}-confirm`));
      throw killed;
    },
  } as Services['wechatPay'];
  await expect(terminateContract({ ...base, wechatPay }, user, code, 'done')).rejects.toBe(killed);
  expect(seen.map(({ data }) => data && JSON.parse(data))).toEqual([
    { outContractCode: code, why: 'terminate', since: expect.any(Number), seq: 0 },
  ]);
});
