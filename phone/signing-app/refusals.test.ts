import { asked, fromMerchant, merchantAppId, signingBench } from './testing';

const { preSign, phoneOf, lead, control, stateOf } = signingBench();
const signElsewhere = (code: string) => control().sign(code);
const expire = (code: string) => control().expire(code);

test.each([
  ['no id', '没有要签约的内容', async () => undefined],
  ['a wrong id', '签约不存在', async () => 'none/../../none'],
  [
    'an expired session',
    '签约已过期',
    async () => {
      const { id, code } = await preSign();
      await expire(code);
      return id;
    },
  ],
  [
    'a session that is used',
    '签约已办理',
    async () => {
      const { id, code } = await preSign();
      await signElsewhere(code);
      return id;
    },
  ],
  [
    'a user who has a contract in force',
    '已开通，不能重复签约',
    async () => {
      const [{ code }, { id }] = [await preSign(), await preSign()];
      await signElsewhere(code);
      return id;
    },
  ],
  ['somebody else’s session', '不是您的签约', async () => (await preSign('hong')).id],
])('%s: says so, and goes back without extraData', async (_, title, prepare) => {
  const phone = phoneOf();
  phone.coldStart(fromMerchant(await prepare()));
  await phone.waitForText(title);
  expect(phone.findAll(({ tag }) => tag === 'button')).toHaveLength(1);
  phone.doubleTap('返回');
  expect(await phone.waitFor(() => phone.handedBack)).toEqual({ appId: merchantAppId, extraData: {} });
  expect(phone.log.named('navigateBackMiniProgram')).toHaveLength(1);
});

test.each([
  ['签约已过期', expire],
  ['签约已办理', signElsewhere],
  ['已开通，不能重复签约', async () => signElsewhere((await preSign()).code)],
])('%s: says so, too, when it has become so before the user agrees', async (title, change) => {
  const { id, code } = await preSign();
  const phone = phoneOf();
  phone.coldStart(fromMerchant(id));
  await phone.waitForText('同意并开通');
  await change(code);
  phone.tap('同意并开通');
  await phone.waitForText(title);
});

test('a second contract of the user can be allowed', async () => {
  const [first, second] = [await preSign(), await preSign()];
  await signElsewhere(first.code);
  await control().settings({ oneContractAUser: false });
  const phone = phoneOf();
  phone.coldStart(fromMerchant(second.id));
  await phone.waitForText('同意并开通');
  phone.tap('同意并开通');
  await phone.waitForText('开通成功');
});

test('without an opener, a refusal says that the page can be closed', async () => {
  const phone = phoneOf();
  phone.coldStart();
  await phone.waitForText('没有要签约的内容');
  phone.tap('返回');
  await phone.waitForText('可以关闭本页了');
});

describe('the network', () => {
  test('fails at first: tries again when told to', async () => {
    const { id } = await preSign();
    const phone = phoneOf();
    phone.setOnline(false);
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('网络不给力');
    expect(phone.text).toContain('返回');
    phone.setOnline(true);
    phone.doubleTap('重试');
    await phone.waitForText('同意并开通');
    expect(asked(phone)).toEqual(['open']);
  });

  test('fails when the user agrees: nothing is claimed, and looking again shows how things are', async () => {
    const { id, code } = await preSign();
    const phone = phoneOf();
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('同意并开通');
    lead(phone, 'http://127.0.0.1:9');
    phone.tap('同意并开通');
    await phone.waitForText('网络不给力');
    lead(phone);
    phone.tap('重试');
    await phone.waitForText('同意并开通');
    expect(await stateOf(code)).toMatchObject({ state: 'pending' });
  });

  test.each([
    ['an answer that is not the simulator’s', '/nothing-here'],
    ['no server', undefined],
  ])('has %s', async (_, path) => {
    const { id } = await preSign();
    const phone = phoneOf();
    const url = new URL((await control().config()).WECHAT_API_BASE_URL!);
    lead(phone, path === undefined ? 'http://127.0.0.1:9' : `${url.origin}${path}`);
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('网络不给力');
  });
});
