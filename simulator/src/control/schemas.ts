import { z } from 'zod';
import { operationNames } from '../faults';
import { defaultNotificationSettings } from '../notifier';
import { notifyUrl } from '../operations/fields';
import { isLoopback } from '../operations/notify-url';

const user = z.string().min(1).max(64);
const defaults = defaultNotificationSettings;

export const newCode = z.strictObject({ user, appid: z.string().optional() });

const code = z.string().min(1).max(128);

/** Who acts: by name, or by a code of the signing mini-program. Nobody in particular: not checked. */
export const userAction = z
  .strictObject({ user: user.optional(), code: code.optional() })
  .refine((who) => who.user === undefined || who.code === undefined, {
    error: 'user 和 code 只能给一个。Give user or code, not both.',
  });

export const sessionOpening = z.strictObject({ code });

export const nothing = z.strictObject({});

export const termination = z.strictObject({
  mode: z
    .enum([
      'USER_TERMINATE',
      'MCH_API_TERMINATE',
      'API',
      'WEPAY_WEB_TERMINATE',
      'CUSTOMER_SERVICE_TERMINATE',
      'SYSTEM_TERMINATE',
    ])
    .default('USER_TERMINATE'),
  remark: z.string().max(256).default('用户在微信中解约'),
});

/** What is not named goes back to its default. */
export const notificationSettings = z.strictObject({
  duplicate: z.int().min(0).max(200).default(defaults.duplicate),
  delayMs: z.number().min(0).max(86_400_000).default(defaults.delayMs),
  drop: z.boolean().default(defaults.drop),
  shuffle: z.boolean().default(defaults.shuffle),
  corrupt: z.enum(['signature', 'ciphertext', 'serial', 'timestamp']).nullable().default(defaults.corrupt),
  probe: z.union([z.boolean(), z.int().min(0).max(1000)]).default(defaults.probe),
  eventType: z.string().min(1).max(32).nullable().default(defaults.eventType),
  key: z
    .union([z.enum(['request', 'publicKey', 'certificate']), z.number().min(0).max(1)])
    .default(defaults.key),
});

export const newNotification = z.strictObject({
  url: notifyUrl,
  eventType: z.string().min(1).max(64).default('ENTRUST.SIGN'),
  originalType: z.string().min(1).max(15).default('entrust'),
  resource: z.unknown().default({}),
  key: z.enum(['publicKey', 'certificate']).default('publicKey'),
  body: z.string().optional(),
});

export const faultList = z.array(
  z.strictObject({
    operation: z.enum(operationNames),
    kind: z.enum(['timeout', 'reset', 'http']).optional(),
    when: z.enum(['before', 'after']).optional(),
    status: z.int().min(200).max(599).optional(),
    code: z.union([z.string(), z.int()]).optional(),
    message: z.string().optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    unsigned: z.boolean().optional(),
    badSignature: z.boolean().optional(),
    probe: z.boolean().optional(),
    unknownSerial: z.boolean().optional(),
    clockSkewSeconds: z.int().optional(),
    times: z.int().min(1).optional(),
  }),
);

export const clockChange = z.strictObject({
  scale: z.number().min(0).max(1_000_000).optional(),
  advanceSeconds: z
    .number()
    .min(0)
    .max(10 * 366 * 86_400)
    .optional(),
});

const ownUrl = notifyUrl.refine((value) => URL.canParse(value) && isLoopback(new URL(value)), {
  error: '必须是本机的地址。It must be on this machine.',
});

/** Of one contract, or of all. */
export const querySettings = z.strictObject({
  queryOfUnsigned: z
    .union([
      z.strictObject({ status: z.literal(200), contractState: z.string().min(1).max(32) }),
      z.strictObject({ status: z.int().min(400).max(599), code: z.string().min(1).max(64) }),
    ])
    .optional(),
  forgetsEnded: z.boolean().optional(),
});

export const settingsChange = z.strictObject({
  sessionLifetimeSeconds: z.number().positive().max(86_400).optional(),
  failureEndsSession: z.boolean().optional(),
  oneContractAUser: z.boolean().optional(),
  ...querySettings.shape,
  platformCertificates: z.boolean().optional(),
  terminationsTo: z.union([z.enum(['notifyUrl', 'nowhere']), ownUrl]).optional(),
});

export const configQuery = z.strictObject({
  keys: z.enum(['publicKey', 'certificates']).optional(),
  merchants: z.enum(['single', 'list']).optional(),
  loginApp: z.enum(['sub', 'sp']).optional(),
});

export const notificationQuery = z.strictObject({
  id: z.string().optional(),
  outContractCode: z.string().optional(),
  eventType: z.string().optional(),
  state: z.enum(['waiting', 'delivered', 'failed', 'dropped', 'notLoopback']).optional(),
  /** Real seconds to wait until there is one that fits. */
  wait: z.coerce.number<number>().min(0).max(60).default(0),
  /** Fits only with at least so many attempts. */
  attempts: z.coerce.number<number>().int().min(0).default(0),
});
