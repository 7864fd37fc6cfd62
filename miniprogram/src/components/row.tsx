import { View } from '@tarojs/components';

export function Row({ name, value }: { name: string; value: string }) {
  return (
    <View className="row">
      <View className="row-name">{name}</View>
      <View className="row-value">{value}</View>
    </View>
  );
}
