import { Button, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';

export default function Second() {
  const { name = '', count } = useRouter().params;
  return (
    <View>
      <View>收到：{name}</View>
      <View>姓名：{decodeURIComponent(name)}</View>
      <View>份数：{count}</View>
      <Button onClick={() => Taro.navigateBack()}>返回首页</Button>
    </View>
  );
}
