package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.scheduler.SavedTransition;
import io.fleetfoot.service.scheduler.SavedTransition.Position;
import io.fleetfoot.service.scheduler.SettledTransitions;
import io.fleetfoot.service.scheduler.TransitionFeed;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class EventStreamTest {

  private boolean allowed = true;

  private final Connection connection = new Connection();
  private final TransitionFeed feed = new TransitionFeed(new NothingSaved(), 1);
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private boolean completed;
  private EventStream stream;

  @BeforeEach
  void open() throws IOException {
    MockHttpServletResponse response =
        new MockHttpServletResponse() {
          @Override
          public ServletOutputStream getOutputStream() {
            return connection;
          }
        };
    MockAsyncContext exchange =
        new MockAsyncContext(new MockHttpServletRequest(), response) {
          @Override
          public void complete() {
            completed = true;
          }
        };
    stream =
        new EventStream(
            exchange, feed, saved -> true, JsonMapper.builder().build(), () -> now, () -> allowed);
    stream.open(Position.BEGINNING);
    stream.onWritePossible();
  }

  @Test
  void sendsAHeartbeatWhenThereWasNothingElseFor15Seconds() {
    pass(Duration.ofSeconds(14));
    assertThat(connection.text()).doesNotContain("still here");

    pass(Duration.ofSeconds(1));

    assertThat(connection.text()).endsWith(": still here\n\n");
  }

  @Test
  void isNotHungryUntilItsClientHasRead() {
    connection.ready = false;
    stream.take(List.of(transition()));
    assertThat(stream.hungry()).isFalse();

    connection.ready = true;
    stream.onWritePossible();

    assertThat(stream.hungry()).isTrue();
    assertThat(connection.text()).contains("id: 7-1\nevent: host\ndata: {");
  }

  @Test
  void letsASlowClientGoWithAComment() {
    connection.ready = false;
    stream.take(List.of(transition()));
    pass(Duration.ofSeconds(31));

    connection.ready = true;
    stream.onWritePossible();

    assertThat(connection.text()).endsWith(": too slow; resume with Last-Event-ID\n\n");
    assertThat(connection.text()).doesNotContain("id: 7-1");
    assertThat(completed).isTrue();
    assertThat(feed.isFull()).isFalse();
  }

  @Test
  void cutsOffAClientThatNeverReads() {
    connection.ready = false;
    stream.take(List.of(transition()));

    pass(Duration.ofSeconds(31));
    assertThat(completed).isFalse();
    pass(Duration.ofSeconds(31));

    assertThat(completed).isTrue();
    assertThat(feed.isFull()).isFalse();
  }

  @Test
  void saysGoodbyeWhenTheServiceStops() {
    feed.end();

    assertThat(connection.text()).endsWith(": the service stops; resume with Last-Event-ID\n\n");
    assertThat(completed).isTrue();
  }

  @Test
  void endsWhenTheCredentialsDoNotHoldAnyMore() {
    allowed = false;
    stream.take(List.of());

    pass(Duration.ofSeconds(15));

    assertThat(connection.text()).endsWith(": the credentials do not hold any more\n\n");
    assertThat(completed).isTrue();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    stream.beat();
  }

  private static SavedTransition transition() {
    return new SavedTransition(
        new Position(7, 1),
        Instant.EPOCH,
        "service",
        "HOST",
        new UUID(0, 1),
        null,
        null,
        "UP",
        "DOWN",
        "test");
  }

  /** A client's end of the connection, that takes bytes or does not. */
  private static final class Connection extends ServletOutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ready = true;

    private String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) {
      bytes.write(b);
    }
  }

  private static final class NothingSaved implements SettledTransitions {

    @Override
    public long horizon() {
      return 0;
    }

    @Override
    public List<SavedTransition> read(Position after, long horizon, int limit) {
      return List.of();
    }
  }
}
