/// <reference types="@tarojs/taro" />

declare module '*.css';

/** The merchant's server, put in by the build. */
declare const API_BASE_URL: string;
