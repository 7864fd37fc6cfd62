import { prepareWxml } from './wxml-source';

it('keeps a template tag whole whose attributes have calls', () => {
  const source = `<template is="{{xs.e(3)}}" data="{{i:item,l:xs.f('',i.nn)}}" wx:for="{{i.cn}}" />`;
  expect(prepareWxml(source, 'base.wxml')).toBe(
    `<template is="{{xs.e(3,'@@base.wxml:1')}}" data="{{i:item,l:xs.f('',i.nn,'@@base.wxml:1')}}" wx:for="{{i.cn}}" />`,
  );
});
