/** The phone leads this origin to the simulator's control calls. */
const sessions = 'https://signing.wechatpay.invalid/sign-sessions';
const timeout = 15000;

const refusals = ['unknown', 'expired', 'used', 'wrong_user', 'already_signed'];

/**
 * Says who is asking by a fresh login each time, as a code is good once. Rejects with why not: one of `refusals`, or `network` when it is
 * not known what came of it.
 * @returns {Promise<object>} the answer
 */
async function ask(id, action) {
  const code = await login();
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${sessions}/${encodeURIComponent(id)}/${action}`,
      method: 'POST',
      header: { 'content-type': 'application/json' },
      data: { code },
      timeout,
      success: ({ statusCode, data }) => {
        if (statusCode === 200 && data && typeof data === 'object') resolve(data);
        else reject(refusalIn(data));
      },
      fail: () => reject('network'),
    });
  });
}

function login() {
  return new Promise((resolve, reject) => {
    wx.login({ success: ({ code }) => resolve(code), fail: () => reject('network') });
  });
}

function refusalIn(data) {
  const code = data?.error?.code;
  return refusals.includes(code) ? code : 'network';
}

module.exports = {
  /** What is to be signed. */
  openSession: (id) => ask(id, 'open'),
  /** What the merchant's mini-program is to be handed back. */
  signSession: (id) => ask(id, 'sign').then(({ extraData }) => extraData),
  abandonSession: (id) => ask(id, 'abandon'),
};
