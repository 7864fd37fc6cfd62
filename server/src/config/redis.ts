import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Config, RedisTls } from './config';
import { text } from './problems';
import type { RedisTarget } from './redis-url';
import { installRedis } from './table/redis';
import type { Variables } from './variables';

/**
 * Where the Redis is, how it is spoken to, and who sees to it that it keeps what it is given.
 *
 * @param strict whether it must be a Redis that keeps what it is given: in production, and with the real WeChat Pay
 */
export function readRedis(variables: Variables, strict: boolean): Config['redis'] | undefined {
  const isEmbedded = variables.get('REDIS_EMBEDDED') !== '0';
  const target = readUrl(variables, isEmbedded && strict);
  const prefix = variables.get('REDIS_PREFIX');
  const managed = variables.get('REDIS_PERSISTENCE') !== undefined;
  const tls = readTls(variables, isEmbedded ? undefined : target);
  return target === undefined
    ? undefined
    : // Of the one in memory the root commands have said what becomes of its data.
      { target, prefix, persistence: managed || isEmbedded ? 'managed' : 'checked', ...(tls && { tls }) };
}

function readUrl(variables: Variables, isRefused: boolean): RedisTarget | undefined {
  if (isRefused && variables.isSet('REDIS_URL')) {
    return variables.report(
      'REDIS_URL',
      text(
        '自带的内存版 Redis 重启就丢数据，不能用于生产环境或真实的微信支付。',
        'The Redis in memory loses everything when it ends: it is not for production, nor for the real WeChat Pay.',
      ),
      installRedis,
    );
  }
  return variables.get('REDIS_URL');
}

/** @param target what the certificates are for; absent when it is wrong, or no concern of theirs */
function readTls(variables: Variables, target: RedisTarget | undefined): RedisTls | undefined {
  const ca = variables.get('REDIS_CA');
  const cert = variables.get('REDIS_CERT');
  const key = variables.get('REDIS_KEY');
  for (const [name, other] of [
    ['REDIS_CERT', 'REDIS_KEY'],
    ['REDIS_KEY', 'REDIS_CERT'],
  ] as const) {
    if (!variables.isSet(name) || variables.isSet(other)) continue;
    variables.report(
      other,
      text(`设置了 ${name}，却没有设置 ${other}。`, `${name} is set, but ${other} is not.`),
      text('两项一起设置，或都不设置。', 'Set both, or neither.'),
    );
  }
  if (cert && key && !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    variables.report(
      'REDIS_KEY',
      text(
        '它不是 REDIS_CERT 里那份证书的私钥。',
        'It is not the private key of the certificate in REDIS_CERT.',
      ),
      text('请换成同一份证书的私钥。', 'Give the key of the same certificate.'),
    );
  }
  const isPlain = target?.tls === false;
  for (const name of (['REDIS_CA', 'REDIS_CERT'] as const).filter(
    (name) => isPlain && variables.isSet(name),
  )) {
    variables.report(
      name,
      text('REDIS_URL 没有用 TLS，证书用不上。', 'REDIS_URL does not use TLS: no certificate is looked at.'),
      text(
        '把 REDIS_URL 改成以 rediss 开头，或者删掉这个变量。',
        'Write rediss in REDIS_URL, or remove this variable.',
      ),
    );
  }
  if (ca === undefined && cert === undefined) return undefined;
  return { ...(ca && { ca }), ...(cert && key && { cert, key }) };
}
