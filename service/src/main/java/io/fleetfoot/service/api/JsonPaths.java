package io.fleetfoot.service.api;

import tools.jackson.core.JacksonException;

/** Spells where in a JSON text a fault lies. */
final class JsonPaths {

  private JsonPaths() {}

  /** Returns the path of the fault, such as {@code $.waves[1]}. */
  static String of(JacksonException fault) {
    StringBuilder path = new StringBuilder("$");
    for (JacksonException.Reference step : fault.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append('.').append(ValueWords.shortened(step.getPropertyName()));
      }
    }
    return path.toString();
  }
}
