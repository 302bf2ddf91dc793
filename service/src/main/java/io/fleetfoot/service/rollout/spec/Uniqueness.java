package io.fleetfoot.service.rollout.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requires that no two items of a list have the same name, however wrong the rest of them is. */
final class Uniqueness {

  private Uniqueness() {}

  static <T> void require(Parsed parsed, Field<?, List<T>> items, Field<T, String> name) {
    Set<String> known = new HashSet<>();
    if (parsed.written(items).orElse(List.of()) instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> item
            && item.get(name.name()) instanceof String found
            && !known.add(found)) {
          parsed
              .place(items)
              .item(i)
              .field(name.name())
              .fault(found, "one that no item before it has");
        }
      }
    }
  }
}
