import { faultOf, sentinelFaultOf } from './connection-fault';

const error = (message: string, more: { code?: string; command?: { name: string } } = {}) =>
  Object.assign(new Error(message), more);
const select = { command: { name: 'select' } };

it.each<[what: string, error: Error, zh: RegExp, en: RegExp]>([
  [
    'no right',
    error("NOPERM this user has no permissions to run the 'get' command"),
    /权限/,
    /lacks rights: the commands GET/,
  ],
  [
    'no such database',
    error('ERR DB index is out of range', select),
    /没有.*数据库/,
    /does not have the database/,
  ],
  ['no number of one', error('ERR invalid DB index', select), /没有.*数据库/, /does not have the database/],
  ['no choice of one', error('ERR SELECT is not allowed in cluster mode', select), /\/0/, /write \/0/],
  ['no password', error('NOAUTH Authentication required.'), /要求密码/, /asks for a password/],
  [
    'a wrong one',
    error('WRONGPASS invalid username-password pair'),
    /不接受.*密码/,
    /refuses the user name or password/,
  ],
  [
    'one too many',
    error('ERR AUTH <password> called without any password'),
    /不接受/,
    /refuses the user name/,
  ],
  ['an old wrong one', error('ERR invalid password'), /不接受/, /refuses the user name/],
  ['no cluster', error('ERR This instance has cluster support disabled'), /不是集群/, /is no cluster/],
  [
    'an unknown authority',
    error('x', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    /REDIS_CA_FILE/,
    /REDIS_CA_FILE/,
  ],
  ['another host', error('x', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), /主机名/, /for another host/],
  ['an old certificate', error('x', { code: 'CERT_HAS_EXPIRED' }), /已过期/, /has expired/],
  ['one of tomorrow', error('x', { code: 'CERT_NOT_YET_VALID' }), /还没到/, /not valid yet/],
  [
    'none of ours',
    error('x', { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
    /REDIS_CERT_FILE/,
    /asks for a client/,
  ],
  [
    'one of ours that is refused',
    error('x', { code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' }),
    /不接受/,
    /refuses the client/,
  ],
])('%s is to be mended: it is said how, in both languages', (_, fault, zh, en) => {
  expect(faultOf(fault)).toEqual({ 'zh-CN': expect.stringMatching(zh), en: expect.stringMatching(en) });
});

it.each([
  error('connect ECONNREFUSED 127.0.0.1:6379', { code: 'ECONNREFUSED' }),
  error('LOADING Redis is loading the dataset in memory'),
  error('NOAUTH'.toLowerCase()),
  error('so: WRONGPASS'),
  error('ERR out of range', { command: { name: 'get' } }),
])('%s may pass by itself', (fault) => {
  expect(faultOf(fault)).toBeUndefined();
});

it.each([
  ['Sentinel invalid reply: null', /sentinel monitor/],
  ['ERR No such master with that name', /sentinel monitor/],
  ['failed because NOAUTH Authentication required', /sentinelPassword=password/],
  ['failed because WRONGPASS invalid', /sentinelPassword=password/],
])('of a sentinel, %s is to be mended', (message, en) => {
  expect(sentinelFaultOf(message)?.en).toMatch(en);
  expect(sentinelFaultOf(message)?.['zh-CN']).toMatch(/哨兵/);
});

it('that a sentinel is away may pass by itself', () => {
  expect(sentinelFaultOf('connect ECONNREFUSED')).toBeUndefined();
});
