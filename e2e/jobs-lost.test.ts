import { startKit, until, waitFor } from './kit';

/** WeChat Pay is asked for the last time as long again after its end. */
const LIFETIME_SECONDS = 4;

it('ends every signing and tells every event, though all jobs are lost in every state', async () => {
  let isMerchantAway = true;
  const tell = async () => {
    if (isMerchantAway) throw new Error('database is down');
  };
  const kit = await startKit({
    env: { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS) },
    merchant: { onContractSigned: tell, onContractTerminated: tell },
  });
  try {
    const [signed, ended, ready, signing, confirming, lost, replaced] = await Promise.all(
      Array.from({ length: 7 }, () => kit.signer()),
    );
    for (const { outContractCode } of [signed!, ended!]) await kit.control.sign(outContractCode);
    await until(ended!, ended!.outContractCode, 'signed');
    await kit.control.terminate(ended!.outContractCode);
    await until(ended!, ended!.outContractCode, 'terminated');
    for (const user of [signing!, confirming!, replaced!]) await user.launch(user.outContractCode);
    await confirming!.return(confirming!.outContractCode);
    // Nobody will tell of this one.
    await kit.control.notify({ drop: true });
    await lost!.launch(lost!.outContractCode);
    await kit.control.sign(lost!.outContractCode);
    await kit.control.notify({});

    const jobs = await kit.redis.keys(`{${kit.prefix}jobs}*`);
    expect(jobs.length).toBeGreaterThan(5);
    await kit.redis.del(...jobs);
    isMerchantAway = false;
    expect(kit.events).toEqual([]);

    const endsAt = Date.parse(replaced!.created.expiresAt!) + LIFETIME_SECONDS * 1000;
    await waitFor('the end of all', () => Date.now() > endsAt + 1_000);
    // The newest of its user is another by now.
    expect((await replaced!.create()).status).toBe(201);
    await Promise.all([
      until(ready!, ready!.outContractCode, 'expired'),
      until(signing!, signing!.outContractCode, 'expired'),
      until(confirming!, confirming!.outContractCode, 'expired'),
      until(lost!, lost!.outContractCode, 'signed'),
      until(replaced!, replaced!.outContractCode, 'expired'),
    ]);
    for (const user of [signed!, ended!]) await user.get(user.outContractCode);
    for (const user of [signed!, ended!, lost!]) await kit.event(user.outContractCode, 'signed');
    await kit.event(ended!.outContractCode, 'terminated');
  } finally {
    await kit.close();
  }
});
