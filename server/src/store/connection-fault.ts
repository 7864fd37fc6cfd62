import { type Text, text } from '../config';
import { missingRightsText } from './redis-rights';

/** What a person has to mend before there can be a connection: `undefined` for all that may pass by itself. */
export function faultOf(error: Error & { code?: string; command?: { name: string } }): Text | undefined {
  const { message, code = '', command } = error;
  if (message.startsWith('NOPERM')) return missingRightsText([message]);
  if (command?.name === 'select') return database(message);
  if (/^NOAUTH/.test(message)) return noPassword;
  if (/^(WRONGPASS|ERR AUTH|ERR invalid password)/.test(message)) return wrongPassword;
  if (message.includes('cluster support disabled')) return noCluster;
  if (isUntrusted.has(code)) return untrusted;
  return tlsFaults[code];
}

/** The same of what ioredis tells about its talk with a sentinel. */
export function sentinelFaultOf(message: string): Text | undefined {
  if (/invalid reply: null|No such master/.test(message)) {
    return text(
      '哨兵不认识 REDIS_URL 里的主节点名：请填哨兵配置（sentinel monitor）里的名字，写成 redis-sentinel://主机:端口/主节点名/库号。',
      'The sentinels know no master of the name in REDIS_URL: give the name of their configuration (sentinel monitor), as in redis-sentinel://host:port/master/db.',
    );
  }
  if (/because (NOAUTH|WRONGPASS)/.test(message)) {
    return text(
      '哨兵要求密码，或不接受给出的密码：在 REDIS_URL 末尾写 ?sentinelPassword=密码。',
      'The sentinels ask for a password, or refuse the one given: end REDIS_URL with ?sentinelPassword=password.',
    );
  }
  return undefined;
}

const noCluster = text(
  '这个 Redis 不是集群：REDIS_URL 请改成 redis:// 开头（用 TLS 时是 rediss://）。',
  'This Redis is no cluster: let REDIS_URL begin with redis:// (rediss:// for TLS).',
);

const wrongPassword = text(
  'Redis 不接受 REDIS_URL 里的用户名或密码。只有密码时写 redis://:密码@主机；密码里的 @ / : # ? % 要编码成 %40 %2F %3A %23 %3F %25。',
  'Redis refuses the user name or password in REDIS_URL. With a password alone write redis://:password@host; encode @ / : # ? % in it as %40 %2F %3A %23 %3F %25.',
);

const noPassword = text(
  'Redis 要求密码，而 REDIS_URL 里没有。写成 redis://:密码@主机 或 redis://用户名:密码@主机。',
  'Redis asks for a password, and REDIS_URL has none: write redis://:password@host or redis://user:password@host.',
);

/** `SELECT` failed. */
function database(message: string): Text {
  if (/out of range|invalid DB index/i.test(message)) {
    return text(
      'Redis 没有 REDIS_URL 末尾写的那个数据库。默认只有 0 到 15 号；请换一个编号，或在 Redis 上调大 databases。',
      'Redis does not have the database at the end of REDIS_URL. By default there are 0 to 15: give another number, or raise `databases` on that Redis.',
    );
  }
  return text(
    '这个 Redis 不让选择 REDIS_URL 末尾写的数据库（集群和一些云服务只有 0 号库）。请改成 /0；集群请用 redis-cluster:// 开头。',
    'This Redis does not let anybody choose the database at the end of REDIS_URL (clusters and some hosted ones have 0 only): write /0, and redis-cluster:// for a cluster.',
  );
}

/** Node.js's names for a certificate that no trusted authority has signed. */
const isUntrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);

const untrusted = text(
  'Redis 的证书不是受信任的 CA 签发的。用私有 CA 时，把它的证书（PEM）的路径填进 REDIS_CA_FILE。写在 .env 里的 NODE_EXTRA_CA_CERTS 不起作用：Node.js 只在启动前读它。',
  "No trusted authority has signed Redis's certificate. For a private CA, give the path of its certificate (PEM) in REDIS_CA_FILE. NODE_EXTRA_CA_CERTS in .env has no effect: Node.js reads it only before it starts.",
);

const asksForCertificate = text(
  'Redis 要求客户端证书（tls-auth-clients）。请设置 REDIS_CERT_FILE 和 REDIS_KEY_FILE。',
  'Redis asks for a client certificate (tls-auth-clients): set REDIS_CERT_FILE and REDIS_KEY_FILE.',
);

const refusesCertificate = text(
  'Redis 不接受 REDIS_CERT 里的客户端证书。请换成它的 tls-ca-cert-file 所信任、并在有效期内的证书。',
  'Redis refuses the client certificate in REDIS_CERT: give one that is in date and signed by its tls-ca-cert-file.',
);

const tlsFaults: Record<string, Text | undefined> = {
  ERR_TLS_CERT_ALTNAME_INVALID: text(
    'Redis 的证书不是发给 REDIS_URL 里的主机名的。请改用证书上写的主机名，或换证书。',
    "Redis's certificate is for another host than the one in REDIS_URL: use a name that is in it, or have a new one issued.",
  ),
  CERT_HAS_EXPIRED: text(
    'Redis 的证书已过期（也请检查本机的时间）。',
    "Redis's certificate has expired (check this machine's clock, too).",
  ),
  CERT_NOT_YET_VALID: text(
    'Redis 的证书还没到生效时间（也请检查本机的时间）。',
    "Redis's certificate is not valid yet (check this machine's clock, too).",
  ),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: asksForCertificate,
  // With TLS 1.2 that is all that is said.
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: asksForCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refusesCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: refusesCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: refusesCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: refusesCertificate,
};
