import { parsePem } from './pem';
import { text } from './problems';
import { parseRedisUrl, type RedisTarget } from './redis-url';
import { matching } from './values';
import type { Check } from './variable';

/** `REDIS_URL`. */
export const redisUrl: Check<RedisTarget> = (value) => {
  const target = parseRedisUrl(value);
  if (!('fault' in target)) return { value: target };
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

export const keyPrefix = matching(
  /^[A-Za-z0-9._:-]{1,64}$/,
  text(
    '请用 1 到 64 个字母、数字或 . _ : -，例如 contract-kit:。',
    'Use 1 to 64 letters, digits or . _ : -, such as contract-kit:.',
  ),
);

/** One certificate, or several one after the other, as PEM. */
export const clientCertificates: Check<string> = (value) => {
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

export const clientKey: Check<string> = (value) => {
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
