package io.fleetfoot.service.store.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the signals that {@link ProcessHandle} does not know, by the shell's own kill. */
final class Signal {

  private static final Logger log = LoggerFactory.getLogger(Signal.class);

  private Signal() {}

  /** Sends a signal; that the process is gone already is no error. */
  static void send(String name, long pid) {
    try {
      Command.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)).run();
    } catch (EmbeddedPostgresException e) {
      log.debug("signal {} did not reach process {}", name, pid, e);
    }
  }
}
