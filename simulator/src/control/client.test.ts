import { startBench } from '../testing/start';

const bench = startBench();

test('plays the user from the code to the end of the contract, and tells what came of it', async () => {
  const { control, merchant, receiver } = bench;
  const { code, id } = await merchant.preEntrustSign({ notify_url: receiver.url });
  expect(await control.code('ming')).not.toBe(await control.code('ming'));
  await control.query(code, { forgetsEnded: true });
  const { contract, extraData } = await control.sign(code);
  expect(contract).toMatchObject({ outContractCode: code, preEntrustwebId: id, state: 'signed' });
  expect(extraData).toMatchObject({ return_code: 'SUCCESS', contract_id: contract.contractId });
  const wanted = { outContractCode: code, state: 'delivered', wait: 10 } as const;
  expect(await control.notifications(wanted)).toMatchObject([{ resource: { contract_state: 'SIGNED' } }]);
  expect(await control.terminate(code)).toMatchObject({ state: 'terminated' });
  expect(await control.contracts()).toMatchObject([{ outContractCode: code, state: 'terminated' }]);
  expect(await control.callsAbout(code, 'preEntrustSign')).toMatchObject([{ status: 200 }]);
  expect(await control.callsAbout(code, 'queryContract')).toEqual([]);
});

test('a refusal says which call it was, and what the simulator answered', async () => {
  const { control } = bench;
  await expect(control.expire('a/b')).rejects.toThrow(/POST \/contracts\/a%2Fb\/expire: 404 .*unknown/);
  await expect(control.clock({ scale: -1 })).rejects.toThrow(/PUT \/clock: 400 .*scale/);
  await expect(control.config({ keys: 'none' as 'publicKey' })).rejects.toThrow(/keys=none: 400/);
});
