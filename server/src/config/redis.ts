import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Config, RedisTls } from './config';
import { parsePem } from './pem';
import { text } from './problems';
import { parseRedisUrl } from './redis-url';
import { matching, oneOf } from './values';
import type { Check, Variables } from './variables';

/**
 * Where the Redis is, how it is spoken to, and who sees to it that it keeps what it is given.
 *
 * @param strict whether it must be a Redis that keeps what it is given: in production, and with the real WeChat Pay.
 *   The root commands set `REDIS_EMBEDDED=1` together with the address of the one in memory that they started.
 */
export function readRedis(variables: Variables, strict: boolean): Config['redis'] | undefined {
  const isEmbedded = (variables.plain('REDIS_EMBEDDED') ?? '0') !== '0';
  const url = readUrl(variables, isEmbedded && strict);
  const prefix = variables.optional('REDIS_PREFIX', keyPrefix) ?? 'contract-kit:';
  const managed = variables.optional('REDIS_PERSISTENCE', oneOf('managed')) !== undefined;
  const tls = readTls(variables, isEmbedded ? undefined : url);
  return url === undefined
    ? undefined
    : // Of the one in memory the root commands have said what becomes of its data.
      { url, prefix, persistence: managed || isEmbedded ? 'managed' : 'checked', ...(tls && { tls }) };
}

function readUrl(variables: Variables, isRefused: boolean): string | undefined {
  const install = text(
    '请安装 Redis 6.2 或以上版本，并设置 REDIS_URL，例如 redis://127.0.0.1:6379。只想试用就运行 npm start，它自带内存版 Redis。',
    'Install Redis 6.2 or later and set REDIS_URL, such as redis://127.0.0.1:6379. To just try it out run `npm start`, which brings a Redis in memory.',
  );
  if (isRefused && variables.isSet('REDIS_URL')) {
    return variables.report(
      'REDIS_URL',
      text(
        '自带的内存版 Redis 重启就丢数据，不能用于生产环境或真实的微信支付。',
        'The Redis in memory loses everything when it ends: it is not for production, nor for the real WeChat Pay.',
      ),
      install,
    );
  }
  return variables.required('REDIS_URL', redisUrl, install);
}

/** @param url what the certificates are for; absent when it is wrong, or no concern of theirs */
function readTls(variables: Variables, url: string | undefined): RedisTls | undefined {
  const ca = variables.optional('REDIS_CA', certificates);
  const cert = variables.optional('REDIS_CERT', certificates);
  const key = variables.optional('REDIS_KEY', clientKey);
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
  const isPlain = url !== undefined && !url.startsWith('rediss');
  for (const name of ['REDIS_CA', 'REDIS_CERT'].filter((name) => isPlain && variables.isSet(name))) {
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

const redisUrl: Check<string> = (value) => {
  const target = parseRedisUrl(value);
  if (!('fault' in target)) return { value };
  return {
    problem: {
      form: text('不是有效的 Redis 地址。', 'It is not a Redis URL.'),
      host: text('主机或端口不对。', 'A host or port in it is wrong.'),
      credentials: text('用户名或密码不对。', 'The user name or password in it is wrong.'),
      encoding: text(
        '用户名或密码里有没有编码的特殊字符，地址因此被读错。',
        'The user name or password has special characters that are not encoded, so that the address is misread.',
      ),
      db: text(
        '数据库编号不对（集群只有 0 号库）。',
        'The database number in it is wrong (a cluster has 0 only).',
      ),
      master: text('缺少哨兵的主节点名。', "The sentinels' name of the master is missing."),
      parameter: text('含有不认识的参数。', 'It has an unknown parameter.'),
    }[target.fault],
    fix: text(
      '写法：redis://用户名:密码@主机:端口/库号，redis-cluster://主机:端口,主机:端口，redis-sentinel://主机:端口,主机:端口/主节点名/库号；TLS 用 rediss 开头。用户名和密码里的 @ / : # ? % 和空格写成 %40 %2F %3A %23 %3F %25 %20（.env 里没加引号的 # 和它后面的都会被当作注释）。',
      'Write redis://user:password@host:port/db, redis-cluster://host:port,host:port or redis-sentinel://host:port,host:port/master/db; rediss for TLS. Write @ / : # ? % and blanks in a user name or password as %40 %2F %3A %23 %3F %25 %20 (in .env an unquoted # and what follows it is a comment).',
    ),
  };
};

const keyPrefix = matching(
  /^[A-Za-z0-9._:-]{1,64}$/,
  text(
    '请用 1 到 64 个字母、数字或 . _ : -，例如 contract-kit:。',
    'Use 1 to 64 letters, digits or . _ : -, such as contract-kit:.',
  ),
);

/** One certificate, or several one after the other, as PEM. */
const certificates: Check<string> = (value) => {
  const parsed = pemBlocks(value).map(parsePem);
  const wrong = parsed.find(({ kind }) => kind !== 'certificate');
  if (wrong) {
    const fix = text(
      '请填证书（PEM，可以有好几份；也可以是它的 base64）。',
      'Give certificates (PEM, one or more, or base64 of it).',
    );
    return {
      problem:
        wrong.kind === 'privateKey'
          ? text('这里放的是私钥。', 'A private key was put here.')
          : text(
              '里面没有完整的证书；如果填的是文件路径，请改用 _FILE 结尾的变量。',
              'There is no whole certificate in it; the path of a file belongs into the variable that ends in _FILE.',
            ),
      fix,
    };
  }
  return {
    value: parsed.map((one) => ('certificate' in one ? one.certificate.toString() : '')).join(''),
  };
};

const clientKey: Check<string> = (value) => {
  const parsed = parsePem(value);
  if (parsed.kind === 'privateKey') {
    return { value: parsed.key.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
  const fix = text(
    '请填 REDIS_CERT 的私钥（PEM，也可以是它的 base64）。',
    'Give the private key of REDIS_CERT (PEM, or base64 of it).',
  );
  return {
    problem:
      parsed.kind === 'encrypted'
        ? text('这个私钥带口令，读不出来。', 'This private key is protected by a passphrase.')
        : text(
            '里面没有完整的私钥；如果填的是文件路径，请改用 _FILE 结尾的变量。',
            'There is no whole private key in it; the path of a file belongs into the variable that ends in _FILE.',
          ),
    fix,
  };
};

function pemBlocks(value: string): string[] {
  const blocks = value.match(/-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g);
  if (blocks) return blocks;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return decoded.includes('-----BEGIN ') ? pemBlocks(decoded) : [value];
}
