import Taro from '@tarojs/taro';
import { language } from '../environment';
import { createSigning } from './core';

/** The app's one signing, shared by its pages. */
export const signing = createSigning({ wx: Taro, baseUrl: API_BASE_URL, language });
