import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The merchant's own back end, which has a login of its own, and nothing to do with `wx.login`.
 * @param tokenFor gets the kit's token for one of its users
 */
export async function startTheirBackEnd(tokenFor: (user: string) => Promise<string>) {
  const sessions = new Map<string, string>();
  let asked = 0;

  const server = createServer(async ({ method, url, headers }, response) => {
    const user = sessions.get(headers.authorization?.replace('Bearer ', '') ?? '');
    if (method !== 'POST' || url !== '/contract-token') response.statusCode = 404;
    else if (user === undefined) response.statusCode = 401;
    else {
      asked++;
      response.setHeader('content-type', 'application/json');
      response.write(JSON.stringify({ token: await tokenFor(user) }));
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often it was asked for a token, and gave one. */
    asked: () => asked,
    /** Somebody logs in. Resolves to what the mini-program is to keep. */
    logIn(user: string): string {
      const session = randomBytes(16).toString('hex');
      sessions.set(session, user);
      return session;
    },
    logOut: (session: string) => sessions.delete(session),
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
