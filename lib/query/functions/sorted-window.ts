/** The values of a window that moves on, always in order; NaN is left out. */
export interface SortedWindow {
  add(value: number): void;
  remove(value: number): void;
  size(): number;
  at(place: number): number;
  median(): number;
}

export function createSortedWindow(capacity: number): SortedWindow {
  const sorted = new Float64Array(capacity + 1);
  let size = 0;
  const placeOf = (value: number) => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add(value) {
      if (Number.isNaN(value)) return;
      const place = placeOf(value);
      sorted.copyWithin(place + 1, place, size++);
      sorted[place] = value;
    },
    remove(value) {
      if (Number.isNaN(value)) return;
      const place = placeOf(value);
      sorted.copyWithin(place, place + 1, size--);
    },
    size: () => size,
    at: (place) => sorted[place]!,
    median() {
      if (size === 0) return Number.NaN;
      const middle = size >> 1;
      return size % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    },
  };
}
