import { startKit, useKit, waitFor } from './kit';

/** The merchant's own database, which may be down. */
const merchant = { isDown: false, calls: 0 };
const given = useKit({
  merchant: {
    async onContractSigned() {
      merchant.calls += 1;
      if (merchant.isDown) throw new Error('the merchant’s database is down');
    },
  },
});

it('tells the merchant again what they did not take, and of the end only after the beginning', async () => {
  const { kit } = given;
  merchant.isDown = true;
  const user = await kit.login();
  const { outContractCode } = (await user.create()).body;
  await kit.control.sign(outContractCode);
  await kit.control.terminate(outContractCode);
  await kit.control.notifications({
    outContractCode,
    eventType: 'ENTRUST.TERMINATE',
    state: 'delivered',
    wait: 5,
  });
  expect((await user.get(outContractCode)).body.status).toBe('terminated');
  await waitFor('the first attempt', () => merchant.calls > 0);
  expect(kit.events).toEqual([]);

  merchant.isDown = false;
  await kit.event(outContractCode, 'terminated');
  expect(kit.events.map(({ name, eventId }) => [name, eventId])).toEqual([
    ['signed', `${outContractCode}-signed`],
    ['terminated', `${outContractCode}-terminated`],
  ]);
  const attempts = kit.logs.filter(({ event, name }) => event === 'merchant-event' && name === 'signed');
  expect(attempts.length).toBe(merchant.calls);
  expect(attempts.at(0)).toMatchObject({ outcome: 'failed', attempt: 1 });
  expect(attempts.at(-1)).toMatchObject({ outcome: 'delivered', attempt: merchant.calls });
});

it.each([
  [
    'extraData',
    (id: string) => ({ path: 'pages/PwdExemptContract/index', extraData: { pre_entrustweb_id: id } }),
  ],
  [
    'query',
    (id: string) => ({ path: `pages/PwdExemptContract/index?pre_entrustweb_id=${id}`, extraData: {} }),
  ],
  [
    'both',
    (id: string) => ({
      path: `pages/PwdExemptContract/index?pre_entrustweb_id=${id}`,
      extraData: { pre_entrustweb_id: id },
    }),
  ],
])('gives the session id to the signing mini-program in %s, as it is configured', async (place, expected) => {
  const kit = await startKit({ env: { SIGN_ID_IN: place } });
  try {
    const { launch, outContractCode } = (await (await kit.login()).create()).body;
    const [known] = (await kit.control.contracts()).filter((one) => one.outContractCode === outContractCode);
    expect(launch).toEqual({ appId: 'wxbd687630cd02ce1d', ...expected(known!.preEntrustwebId) });
  } finally {
    await kit.close();
  }
});
