import { createSigning } from '@contract-kit/signing';
import Taro from '@tarojs/taro';
import { language } from './environment';

/** The app's one signing, shared by its pages. */
export const signing = createSigning({ wx: Taro, baseUrl: API_BASE_URL, language });
