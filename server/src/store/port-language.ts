import { connect as connectPlain } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Text, text } from '../config';
import { faultOf } from './connection-fault';
import type { Target } from './redis-clients';

/** How long one port is listened to, in ms. */
const LISTEN_MS = 3000;

/**
 * Why no sense can be made of what the ports in `REDIS_URL` say, as far as that can be found out: TLS is spoken to a port
 * without it, the reverse, or one side refuses the other's certificate. A client that failed often cannot tell: its
 * connection was just closed, or nothing came.
 */
export async function findMismatch(target: Target): Promise<Text | undefined> {
  const found = await Promise.all(
    target.nodes.map(async (node) => {
      if (!target.tls)
        return (await hearTls({ ...node, rejectUnauthorized: false })).isTls ? needsTls : undefined;
      const { isTls, error } = await hearTls({ ...node, ...target.certificates });
      const fault = error && faultOf(error);
      return fault ?? (!isTls && (await speaksPlainly(node)) ? needsNoTls : undefined);
    }),
  );
  return found.find((fault) => fault !== undefined);
}

const needsTls = text(
  '这个 Redis 端口只接受 TLS，而 REDIS_URL 没有用 TLS。把开头改成 rediss（rediss://、rediss-cluster://、rediss-sentinel://）。',
  'This port of Redis takes TLS only, and REDIS_URL does not use it: let it begin with rediss (rediss://, rediss-cluster://, rediss-sentinel://).',
);

const needsNoTls = text(
  'REDIS_URL 用了 TLS，而这个 Redis 端口不用 TLS。把开头的 rediss 改成 redis，或换成 Redis 的 tls-port。',
  'REDIS_URL uses TLS, and this port of Redis does not: write redis in place of rediss, or give its tls-port.',
);

interface Heard {
  /** Whether the port speaks TLS. */
  isTls: boolean;
  error?: Error & { code?: string };
}

function hearTls(options: ConnectionOptions): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = connectTls(options);
    let isTls = false;
    const settle = (error?: Heard['error']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ isTls, ...(error && { error }) });
    };
    const timer = setTimeout(() => settle(), LISTEN_MS);
    // Goes on listening: that a certificate is wanted shows only after the handshake.
    socket.on('secureConnect', () => {
      isTls = true;
      if (options.rejectUnauthorized === false) settle();
    });
    socket.on('error', (error: Heard['error'] & object) => {
      // Alerts are TLS, too.
      isTls ||= /^ERR_SSL_\w*_ALERT_/.test(error.code ?? '');
      settle(error);
    });
    socket.on('close', () => settle());
  });
}

function speaksPlainly(node: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectPlain(node, () => socket.write('PING\r\n'));
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(settle, LISTEN_MS, false);
    // +PONG, -NOAUTH, -DENIED
    socket.once('data', (chunk) => settle(/^[+-]/.test(chunk.toString('latin1'))));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
  });
}
