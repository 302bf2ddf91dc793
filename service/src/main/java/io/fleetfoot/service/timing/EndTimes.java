package io.fleetfoot.service.timing;

import java.util.Arrays;

/** When hosts that are on their way will have ended, the first of them at hand: a heap. */
final class EndTimes {

  private long[] heap = new long[64];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Adds a host that ends at the time, which is not negative, and is lost then or is not. */
  void add(long time, boolean lost) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    long end = time << 1 | (lost ? 1 : 0);
    int place = size++;
    while (place > 0 && heap[(place - 1) / 2] > end) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = end;
  }

  /** Removes the host that ends first; to be read by {@link #time} and {@link #isLost}. */
  long removeFirst() {
    long first = heap[0];
    long last = heap[--size];
    int place = 0;
    for (int child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
    return first;
  }

  static long time(long end) {
    return end >> 1;
  }

  static boolean isLost(long end) {
    return (end & 1) == 1;
  }
}
