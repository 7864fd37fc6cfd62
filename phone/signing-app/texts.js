const chinese = {
  title: '免密支付',
  loading: '正在打开',
  lead: '开通后，商户在您使用其服务时扣款，您无需再输入支付密码。',
  service: '服务',
  account: '账号',
  agreementTitle: '免密支付服务协议',
  agreement:
    '这是本机模拟器的协议，没有法律效力，也不会真的扣款。同意即表示：商户提供上述服务后，可按约定的金额扣款，每次扣款后微信支付会通知您；您可以随时关闭。',
  agree: '同意并开通',
  decline: '暂不开通',
  done: '开通成功',
  doneText: '可随时在商户的小程序或微信支付中关闭。',
  finish: '完成',
  back: '返回',
  retry: '重试',
  note: '本机模拟，界面与文字为推定',
  notices: {
    missing: {
      title: '没有要签约的内容',
      text: '打开本页时没有带上 pre_entrustweb_id。请回到商户的小程序重新开通。',
    },
    unknown: {
      title: '签约不存在',
      text: '没有找到这次签约，pre_entrustweb_id 可能有误。请回到商户的小程序重新开通。',
    },
    expired: { title: '签约已过期', text: '这次签约超过了有效期。请回到商户的小程序重新开通。' },
    used: { title: '签约已办理', text: '这次签约已经办理过，不能再次办理。请回到商户的小程序查看。' },
    already_signed: {
      title: '已开通，不能重复签约',
      text: '您已开通该服务商的免密支付，无需再次开通。如需重新签约，请先关闭原来的。',
    },
    wrong_user: {
      title: '不是您的签约',
      text: '这次签约由另一位微信用户发起，您不能代为办理。请用自己的微信重新开通。',
    },
    network: { title: '网络不给力', text: '没有收到微信支付的应答，请检查网络。' },
    closed: {
      title: '可以关闭本页了',
      text: '本页不是由其他小程序打开的，无法自动返回。请关闭本页，或回到微信开发者工具。',
    },
  },
};

const english = {
  title: 'Password-free payment',
  loading: 'Opening',
  lead: 'The merchant will charge you when you use its service, without asking for your payment password.',
  service: 'Service',
  account: 'Account',
  agreementTitle: 'Password-free payment agreement',
  agreement:
    'This is an agreement of the local simulator: it binds nobody, and nothing is ever charged. By agreeing you let the merchant charge the agreed amount after it has provided this service; WeChat Pay tells you of each charge, and you can turn it off at any time.',
  agree: 'Agree and turn on',
  decline: 'Not now',
  done: 'Turned on',
  doneText: 'You can turn it off at any time, where you turned it on or in WeChat Pay.',
  finish: 'Done',
  back: 'Go back',
  retry: 'Try again',
  note: 'Local simulation; look and words are assumed',
  notices: {
    missing: {
      title: 'Nothing to sign',
      text: 'This page was opened without a pre_entrustweb_id. Go back to the merchant and start again.',
    },
    unknown: {
      title: 'No such signing',
      text: 'This signing was not found; the pre_entrustweb_id may be wrong. Go back to the merchant and start again.',
    },
    expired: {
      title: 'This signing has expired',
      text: 'Its time is over. Go back to the merchant and start again.',
    },
    used: {
      title: 'Already completed',
      text: 'This signing has been completed and cannot be used again. Go back to the merchant to see it.',
    },
    already_signed: {
      title: 'Already turned on',
      text: 'You have turned on password-free payment with this provider and cannot sign again. To sign again, turn the old one off first.',
    },
    wrong_user: {
      title: 'Not your signing',
      text: 'Another WeChat user began this signing, and only they can complete it. Start again with your own WeChat.',
    },
    network: {
      title: 'No connection',
      text: 'WeChat Pay did not answer. Check your network, then try again.',
    },
    closed: {
      title: 'You can close this page',
      text: 'No mini-program opened this page, so it cannot go back by itself. Close it, or return to WeChat DevTools.',
    },
  },
};

/** @param {string} language as WeChat names it: zh_CN, zh_TW, en, … */
const textsIn = (language) => (/^zh/i.test(language) ? chinese : english);

module.exports = { textsIn };
