import { View } from '@tarojs/components';

/** Stands where content will be. */
export function Skeleton({ label }: { label: string }) {
  return (
    <View className="card" aria-role="progressbar" aria-label={label}>
      <View className="bone short" />
      <View className="bone" />
      <View className="bone" />
    </View>
  );
}
