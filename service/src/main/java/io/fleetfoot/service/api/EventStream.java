package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.SavedTransition;
import io.fleetfoot.service.scheduler.SavedTransition.Position;
import io.fleetfoot.service.scheduler.TransitionFeed;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's event stream, written without blocking: what the client has not read waits here, and
 * the feed reads nothing more for it until it has. A client that reads nothing for too long is let
 * go and resumes by the id of the last event that it saw. Whoever may not ask any more hears no
 * more.
 */
final class EventStream implements TransitionFeed.Subscriber, WriteListener, AsyncListener {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REFUSED = ": the credentials do not hold any more\n\n";
  private static final String DROPPED = ": too slow; resume with Last-Event-ID\n\n";

  private final AsyncContext exchange;
  private final TransitionFeed feed;
  private final Predicate<SavedTransition> chosen;
  private final JsonMapper json;
  private final InstantSource clock;
  private final BooleanSupplier allowed;
  private final ServletOutputStream out;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private Instant lastWritten;
  private Instant lastAllowed;
  private boolean unflushed;
  private boolean ending;
  private boolean ended;

  EventStream(
      AsyncContext exchange,
      TransitionFeed feed,
      Predicate<SavedTransition> chosen,
      JsonMapper json,
      InstantSource clock,
      BooleanSupplier allowed)
      throws IOException {
    this.exchange = exchange;
    this.feed = feed;
    this.chosen = chosen;
    this.json = json;
    this.clock = clock;
    this.allowed = allowed;
    this.out = exchange.getResponse().getOutputStream();
    this.lastWritten = clock.instant();
    this.lastAllowed = lastWritten;
  }

  /** Begins the stream behind the position. */
  void open(Position after) {
    exchange.addListener(this);
    synchronized (this) {
      waiting.add(bytes(": fleetfoot\nretry: 2000\n\n"));
    }
    out.setWriteListener(this);
    if (!feed.subscribe(this, after)) {
      end(": no place left; try again later\n\n");
    }
  }

  @Override
  public synchronized boolean hungry() {
    return waiting.isEmpty() && !ending;
  }

  @Override
  public synchronized void take(List<SavedTransition> next) {
    next.stream().filter(chosen).map(this::frame).forEach(waiting::add);
    write();
  }

  @Override
  public synchronized void beat() {
    if (Duration.between(lastAllowed, clock.instant()).compareTo(HEARTBEAT) >= 0) {
      lastAllowed = clock.instant();
      if (!allowed.getAsBoolean()) {
        waiting.clear();
        end(REFUSED);
      }
    }
    Duration silence = Duration.between(lastWritten, clock.instant());
    if (!waiting.isEmpty()) {
      if (silence.compareTo(PATIENCE) > 0) {
        letGo();
      }
    } else if (silence.compareTo(HEARTBEAT) >= 0) {
      waiting.add(bytes(": still here\n\n"));
      write();
    }
  }

  @Override
  public void end() {
    end(": the service stops; resume with Last-Event-ID\n\n");
  }

  @Override
  public synchronized void onWritePossible() {
    write();
  }

  @Override
  public void onError(Throwable failure) {
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
    complete();
  }

  /** Completes what the container gave up, or else it would answer with an error page. */
  @Override
  public void onError(AsyncEvent event) {
    close();
    complete();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}

  private synchronized void end(String lastWord) {
    if (!ending) {
      ending = true;
      waiting.add(bytes(lastWord));
      write();
    }
  }

  /** The last word is for a client that reads again at last; one that never does is cut off. */
  private void letGo() {
    if (ending) {
      close();
    } else {
      ending = true;
      waiting.clear();
      waiting.add(bytes(DROPPED));
      lastWritten = clock.instant();
      write();
    }
  }

  /** Writes as much as the connection takes; the container calls again when it takes more. */
  private void write() {
    try {
      while (!ended && out.isReady()) {
        byte @Nullable [] next = waiting.poll();
        if (next != null) {
          out.write(next);
          unflushed = true;
          lastWritten = clock.instant();
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else {
          if (ending) {
            close();
          }
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      close();
    }
  }

  private synchronized void close() {
    feed.unsubscribe(this);
    if (!ended) {
      ended = true;
      waiting.clear();
      complete();
    }
  }

  /** The exchange is complete already when its client went away. */
  private void complete() {
    try {
      exchange.complete();
    } catch (IllegalStateException e) {
      return;
    }
  }

  private byte[] frame(SavedTransition saved) {
    return bytes(
        "id: %s\nevent: %s\ndata: %s\n\n"
            .formatted(
                saved.position(),
                saved.subject().toLowerCase(Locale.ROOT),
                json.writeValueAsString(TransitionResponse.of(saved))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
