package io.fleetfoot.service.rollout.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Requires that no two items of a list have the same name. */
final class Uniqueness {

  private Uniqueness() {}

  static <T> void require(
      Parsed parsed, Field<?, List<T>> items, Field<T, String> name, Function<T, String> of) {
    Set<String> known = new HashSet<>();
    List<T> list = parsed.find(items).orElse(List.of());
    for (int i = 0; i < list.size(); i++) {
      String found = of.apply(list.get(i));
      if (!known.add(found)) {
        parsed
            .place(items)
            .item(i)
            .field(name.name())
            .fault(found, "one that no item before it has");
      }
    }
  }
}
