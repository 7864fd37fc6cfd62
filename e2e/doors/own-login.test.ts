import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, startKit, waitFor } from '../kit';
import { merchantAppId } from '../kit/phone';
import { createOwnLoginApp, keepSession, ownLoginEnv, serviceKey, sign } from '../lift/own-login-app';
import { describeWith } from './kit/component';
import { createFolder } from './kit/folder';
import { startProgram } from './kit/program';

/* From a session at the merchant's own back end to the contract in its own table: docs/recipes/login, with docs/recipes/webhook beside it. */

let app: Awaited<ReturnType<typeof createOwnLoginApp>>;
beforeAll(async () => {
  app = await createOwnLoginApp();
});
afterAll(() => app?.close());

const recipe = (name: string) => join(root, 'docs/recipes', name);

/** A program of the recipes and how it is run, at a port. */
type Run = (port: number) => [program: string, ...args: string[]];

function itSigns(login: Run, receiver: Run) {
  it('signs a user from their own session to the contract in their own table', async () => {
    const [port, webhookPort, servicePort] = [await freePort(), await freePort(), await freePort()];
    const MERCHANT_WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
    const kit = await startKit({
      env: {
        ...ownLoginEnv(servicePort),
        MERCHANT_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/contract-events`,
        MERCHANT_WEBHOOK_SECRET,
      },
    });
    const cwd = createFolder();
    const start = async (run: Run, at: number) => {
      const [program, ...args] = run(at);
      const env = {
        PORT: String(at),
        MERCHANT_WEBHOOK_SECRET,
        SERVICE_URL: `http://127.0.0.1:${servicePort}`,
        SERVICE_KEY: serviceKey,
        APPID: merchantAppId,
        CONTRACTS_FILE: join(cwd, 'contracts.tsv'),
      };
      const running = startProgram(program, args, { cwd, env });
      await Promise.race([
        waitFor(`${args.join(' ')} to listen`, () => fetch(`http://127.0.0.1:${at}/`).catch(() => undefined)),
        running.exited.then(() => {
          throw new Error(running.said());
        }),
      ]);
      return running;
    };
    const programs = [await start(login, port), await start(receiver, webhookPort)];
    const url = `http://127.0.0.1:${port}`;

    /** A call of the mini-program to the merchant's own back end. */
    const call = async (method: string, path: string, session?: string, form?: Record<string, string>) => {
      const answer = await fetch(url + path, {
        method,
        headers: session === undefined ? {} : { authorization: `Bearer ${session}` },
        ...(form && { body: new URLSearchParams(form) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    };
    const logIn = (user: string, password: string) => call('POST', '/login', undefined, { user, password });
    const stands = async (session: string) => (await call('GET', '/contract', session)).body.status;

    try {
      expect((await logIn('li', 'guessed')).status).toBe(401);
      expect((await logIn('nobody', '')).status).toBe(401);
      expect((await call('POST', '/contract-token', 'a-session-of-nobody-at-all')).status).toBe(401);
      expect((await call('POST', '/contract-token')).status).toBe(401);
      const { session } = (await logIn('li', 'li-7Qd2')).body;
      const other = (await logIn('wang', 'wang-9Xk4')).body.session!;
      expect(await stands(session!)).toBe('none');

      const phone = app.phone(kit, url);
      keepSession(phone, session!);
      phone.coldStart();
      const outContractCode = await sign(kit, phone);
      await waitFor('the contract in the table', async () => (await stands(session!)) === 'active');
      expect(await stands(other)).toBe('none');
      expect(phone.log.named('login')).toEqual([]);
      expect(phone.log.errors).toEqual([]);

      const found = await fetch(`http://127.0.0.1:${servicePort}/service/contracts/${outContractCode}`, {
        headers: { authorization: `Bearer ${serviceKey}` },
      });
      expect(await found.json()).toMatchObject({ outContractCode, status: 'signed', reference: 'li' });

      await kit.control.terminate(outContractCode);
      await waitFor('the end in the table', async () => (await stands(session!)) === 'ended');

      expect((await call('POST', '/logout', session)).status).toBe(200);
      expect((await call('POST', '/contract-token', session)).status).toBe(401);
      expect(programs.map((program) => program.said()).join()).not.toContain(serviceKey);
    } finally {
      await Promise.all(programs.map((program) => program.end()));
      await kit.close();
    }
  });
}

describeWith(['php'], 'a PHP back end', ({ php }) => {
  const served =
    (name: string): Run =>
    (port) => [php, '-S', `127.0.0.1:${port}`, recipe(name)];
  itSigns(served('login/own-login.php'), served('webhook/receiver.php'));
});

describeWith(['java'], 'a Java back end', ({ java }) => {
  const run =
    (name: string): Run =>
    () => [java, recipe(name)];
  itSigns(run('login/OwnLogin.java'), run('webhook/Receiver.java'));
});
