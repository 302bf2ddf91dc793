package io.fleetfoot.agent.loop.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the agent warns of in its log, kept from the console. */
public final class RecordedLog extends Handler {
  private static final Logger LOG = Logger.getLogger("io.fleetfoot.agent");

  private final SimpleFormatter formatter = new SimpleFormatter();
  private final List<String> lines = new ArrayList<>();

  /** Listens until it is closed. */
  public static RecordedLog listening() {
    var log = new RecordedLog();
    LOG.setLevel(Level.WARNING);
    LOG.setUseParentHandlers(false);
    LOG.addHandler(log);
    return log;
  }

  /** Returns whether a line contains a text. */
  public synchronized boolean says(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /** Adds a line. */
  public synchronized void add(String line) {
    lines.add(line);
  }

  /** Forgets what was said. */
  public synchronized void clear() {
    lines.clear();
  }

  @Override
  public synchronized void publish(LogRecord line) {
    Throwable thrown = line.getThrown();
    add(formatter.formatMessage(line) + (thrown == null ? "" : " " + thrown));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOG.removeHandler(this);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }
}
