package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class EventStreamIT extends RunningService {

  @Autowired private DataSource database;

  @Value("${local.server.port}")
  private int port;

  private record Event(String id, String kind, JsonNode data) {}

  /** Reads one stream, event by event. */
  private static final class Stream implements AutoCloseable {

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    private Stream(HttpResponse<InputStream> answer) {
      this.answer = answer;
      this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    Event next() {
      String id = "";
      String kind = "";
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("id: ")) {
            id = line.substring(4);
          } else if (line.startsWith("event: ")) {
            kind = line.substring(7);
          } else if (line.startsWith("data: ")) {
            return new Event(id, kind, ApiClient.JSON.readTree(line.substring(6)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new IllegalStateException("the stream ended");
    }

    @Override
    public void close() {
      try {
        answer.body().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void tellsOfARolloutAsItGoes() throws Exception {
    ApiAgent agent = agent("host-1");
    try (Stream all = open("/api/v1/events", Map.of());
        Stream rebootsAlone = open("/api/v1/events?subject=reboot", Map.of())) {
      String rollout = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
      await().until(agent::poll, answer -> answer.text("/kind").equals("stage"));

      Event first = all.next();
      while (!first.data().at("/rolloutId").asString().equals(rollout)) {
        first = all.next();
      }
      assertThat(first.kind()).isEqualTo("rollout");
      assertThat(first.data().at("/to").asString()).isEqualTo("RUNNING");
      assertThat(first.data().at("/id").asString()).isEqualTo(first.id());
      assertThat(first.data().has("from")).isFalse();
      Event reboot = rebootsAlone.next();
      assertThat(reboot.kind()).isEqualTo("reboot");
      assertThat(reboot.data().has("hostId")).isTrue();
    }
  }

  @Test
  void theAuditLogHasTheSameTransitionsNewestFirst() throws Exception {
    UUID rollout = UUID.randomUUID();
    write(rollout, "a", "b", "c");

    ApiClient.Answer audit = client.get("/api/v1/audit?actor=tester&rollout=" + rollout);

    assertThat(audit.text("/items/0/cause")).isEqualTo("c");
    assertThat(audit.body().at("/items").size()).isEqualTo(3);
    assertThat(audit.text("/items/2/subject")).isEqualTo("rollout");
    assertThat(client.get("/api/v1/audit?until=2020-01-01T00:00:00Z").body().at("/items").size())
        .isZero();
  }

  @Test
  void hasNoGapAndNoDoubleWhenTransactionsCommitOutOfOrderAndClientsReconnect() throws Exception {
    UUID rollout = UUID.randomUUID();
    int writers = 6;
    int perWriter = 40;
    ExecutorService threads = Executors.newCachedThreadPool();
    String path = "/api/v1/events?rollout=" + rollout;
    List<Future<List<Event>>> readers = new ArrayList<>();
    Stream one = open(path, Map.of());
    Stream other = open(path, Map.of());
    readers.add(threads.submit(() -> read(path, one, writers * perWriter, Integer.MAX_VALUE)));
    readers.add(threads.submit(() -> read(path, other, writers * perWriter, 7)));
    List<Future<?>> writing = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int seed = writer;
      writing.add(threads.submit(() -> writeOverlapping(rollout, seed, perWriter)));
    }
    for (Future<?> writer : writing) {
      writer.get();
    }
    readers.add(
        threads.submit(
            () -> {
              Stream late = open(path + "&since=beginning", Map.of());
              return read(path, late, writers * perWriter, 11);
            }));

    for (Future<List<Event>> reader : readers) {
      List<Event> seen = reader.get();
      assertThat(seen).extracting(Event::id).doesNotHaveDuplicates().hasSize(writers * perWriter);
      assertThat(seen)
          .extracting(event -> event.data().at("/cause").asString())
          .doesNotHaveDuplicates();
      assertThat(seen)
          .extracting(Event::id)
          .isEqualTo(readers.get(0).get().stream().map(Event::id).toList());
    }
    threads.shutdown();
  }

  @Test
  void catchesUpOverMoreThanOneSliceOfHistory() throws Exception {
    UUID rollout = UUID.randomUUID();
    int count = 1700;
    String[] causes = new String[count];
    for (int i = 0; i < count; i++) {
      causes[i] = "cause " + i;
    }
    write(rollout, causes);

    String path = "/api/v1/events?rollout=" + rollout;
    List<Event> seen = read(path, open(path + "&since=beginning", Map.of()), count, 600);

    assertThat(seen)
        .extracting(event -> event.data().at("/cause").asString())
        .containsExactly(causes);
  }

  @Test
  void refusesAnIdThatItNeverGave() {
    ApiClient.Answer answer = client.get("/api/v1/events", Map.of("Last-Event-ID", "yesterday"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/path")).isEqualTo("Last-Event-ID");
  }

  /** Reads so many events, over a new connection after each so many. */
  private List<Event> read(String path, Stream opened, int count, int perConnection) {
    List<Event> seen = new ArrayList<>();
    Stream stream = opened;
    try {
      while (seen.size() < count) {
        seen.add(stream.next());
        if (seen.size() % perConnection == 0 && seen.size() < count) {
          stream.close();
          stream = open(path, Map.of("Last-Event-ID", seen.get(seen.size() - 1).id()));
        }
      }
    } finally {
      stream.close();
    }
    return seen;
  }

  private Stream open(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + ApiClient.ADMIN_TOKEN);
    headers.forEach(request::header);
    try {
      HttpResponse<InputStream> answer =
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      return new Stream(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Draws an id, and commits only after others that drew theirs later. */
  private Void writeOverlapping(UUID rollout, int writer, int count) throws SQLException {
    Random random = new Random(writer);
    String url = database.unwrap(HikariDataSource.class).getJdbcUrl();
    try (Connection first = DriverManager.getConnection(url);
        Connection second = DriverManager.getConnection(url)) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      for (int i = 0; i < count; i += 2) {
        insert(first, rollout, writer + "-" + i);
        insert(second, rollout, writer + "-" + (i + 1));
        pause(random.nextInt(20));
        second.commit();
        pause(random.nextInt(40));
        first.commit();
      }
    }
    return null;
  }

  private void pause(int millis) {
    await()
        .pollDelay(Duration.ofMillis(millis))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> true);
  }

  private void write(UUID rollout, String... causes) throws SQLException {
    try (Connection connection = database.getConnection()) {
      for (String cause : causes) {
        insert(connection, rollout, cause);
      }
    }
  }

  private static void insert(Connection connection, UUID rollout, String cause)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into transition (subject, subject_id, rollout_id, to_state, cause, actor)
            values ('ROLLOUT', ?, ?, 'RUNNING', ?, 'tester')
            """)) {
      insert.setObject(1, rollout);
      insert.setObject(2, rollout);
      insert.setString(3, cause);
      insert.executeUpdate();
    }
  }
}
