package io.fleetfoot.agent.client;

import static io.fleetfoot.agent.client.ServiceException.Reason.NOT_FOUND;
import static io.fleetfoot.agent.client.ServiceException.Reason.OUT_OF_PLACE;
import static io.fleetfoot.agent.client.ServiceException.Reason.REJECTED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNAUTHENTICATED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNREACHABLE;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The calls of {@code /agent/v1}; each ends with an answer or a {@link ServiceException}, and none
 * waits longer than its timeout for a byte.
 *
 * <p>This is {@link HttpURLConnection} and not java.net.http: an agent starts on a host that is
 * down until it has reported, and the newer client takes four times the processor time to start.
 */
public final class ServiceClient {
  private static final int MOST_JSON = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final URI service;
  private final int timeoutMillis;
  private Optional<Identity> identity = Optional.empty();
  private Optional<Seen> seen = Optional.empty();

  /**
   * An assignment as the service gave it.
   *
   * @param changed false when the service said that it is the one it gave before
   */
  public record Polled(Assignment assignment, boolean changed) {}

  private record Seen(String etag, Assignment assignment) {}

  private record Answer(int status, String body, Optional<String> etag) {}

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param timeout for a connection to be made and for each next byte to come
   */
  public ServiceClient(URI service, Duration timeout) {
    this.service = service;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** Speaks as this host from now on. */
  public void identify(Identity identity) {
    this.identity = Optional.of(identity);
    this.seen = Optional.empty();
  }

  /** Registers this host; the same machine-id again gives the same host with a new token. */
  public Identity register(String joinToken, Map<String, String> labels, HostDescription facts)
      throws ServiceException {
    String call = "POST /agent/v1/register";
    JsonObject body = ProtocolWriter.registration(joinToken, labels, facts);
    Answer answer = post(call, open("/agent/v1/register"), body);
    if (answer.status() != 200 && answer.status() != 201) {
      throw refused(call, answer);
    }
    return understood(call, answer, ProtocolReader::identity);
  }

  /** Asks what is wanted now. */
  public Polled assignment() throws ServiceException {
    String call = "GET /agent/v1/assignment";
    HttpURLConnection connection = openAuthorized("/agent/v1/assignment");
    seen.ifPresent(before -> connection.setRequestProperty("If-None-Match", before.etag()));
    Answer answer = read(call, connection);
    if (answer.status() == 304 && seen.isPresent()) {
      return new Polled(seen.get().assignment(), false);
    }
    if (answer.status() != 200) {
      throw refused(call, answer);
    }
    Assignment assignment = understood(call, answer, ProtocolReader::assignment);
    seen = answer.etag().map(etag -> new Seen(etag, assignment));
    return new Polled(assignment, true);
  }

  /** Sends a report, which the service may get more than once. */
  public void report(JsonObject report) throws ServiceException {
    String call = "POST /agent/v1/reports";
    Answer answer = post(call, openAuthorized("/agent/v1/reports"), report);
    if (answer.status() != 204) {
      throw refused(call, answer);
    }
  }

  /** Downloads what is missing of a blob; what came before a failure stays in the file. */
  void download(Blob blob, PartialFile into) throws ServiceException {
    String call = "GET /agent/v1/blobs/" + blob.sha256();
    HttpURLConnection connection = openAuthorized("/agent/v1/blobs/" + blob.sha256());
    if (into.length() > 0) {
      connection.setRequestProperty("Range", "bytes=" + into.length() + "-");
    }
    try {
      int status = connection.getResponseCode();
      switch (status) {
        case 200 -> into.restart();
        case 206 -> requireContinuation(connection, into.length());
        default -> throw refused(call, read(call, connection));
      }
      append(connection, into);
    } catch (IOException e) {
      connection.disconnect();
      throw new ServiceException(UNREACHABLE, call + ": " + e, e);
    }
  }

  private static void requireContinuation(HttpURLConnection connection, long from)
      throws IOException {
    String range = connection.getHeaderField("Content-Range");
    if (range == null || !range.startsWith("bytes " + from + "-")) {
      throw new IOException("Content-Range is %s, expected bytes from %d".formatted(range, from));
    }
  }

  private static void append(HttpURLConnection connection, PartialFile into) throws IOException {
    try (InputStream body = connection.getInputStream()) {
      byte[] buffer = new byte[BUFFER];
      int length = body.read(buffer);
      while (length >= 0) {
        into.append(ByteBuffer.wrap(buffer, 0, length));
        length = body.read(buffer);
      }
    }
  }

  private HttpURLConnection openAuthorized(String path) throws ServiceException {
    Identity host =
        identity.orElseThrow(
            () -> new ServiceException(UNAUTHENTICATED, "this host is not registered"));
    HttpURLConnection connection = open(path);
    connection.setRequestProperty("Authorization", "Bearer " + host.hostToken());
    return connection;
  }

  private HttpURLConnection open(String path) throws ServiceException {
    try {
      var connection = (HttpURLConnection) URI.create(service + path).toURL().openConnection();
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      return connection;
    } catch (IOException e) {
      throw new ServiceException(UNREACHABLE, service + path + ": " + e, e);
    }
  }

  private static Answer post(String call, HttpURLConnection connection, JsonObject body)
      throws ServiceException {
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (var out = connection.getOutputStream()) {
      out.write(body.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ServiceException(UNREACHABLE, call + ": " + e, e);
    }
    return read(call, connection);
  }

  private static Answer read(String call, HttpURLConnection connection) throws ServiceException {
    try {
      int status = connection.getResponseCode();
      String body = "";
      // the stream of an error, which is null when the answer has no body
      try (InputStream in =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        if (in != null) {
          body = new String(in.readNBytes(MOST_JSON), StandardCharsets.UTF_8);
        }
      }
      return new Answer(status, body, Optional.ofNullable(connection.getHeaderField("ETag")));
    } catch (IOException e) {
      connection.disconnect();
      throw new ServiceException(UNREACHABLE, call + ": " + e, e);
    }
  }

  private static ServiceException refused(String call, Answer answer) {
    int status = answer.status();
    ServiceException.Reason reason =
        switch (status) {
          case 401 -> UNAUTHENTICATED;
          case 404 -> NOT_FOUND;
          case 409 -> OUT_OF_PLACE;
          case 408, 429 -> UNREACHABLE;
          default -> status >= 400 && status < 500 ? REJECTED : UNREACHABLE;
        };
    String problem = ProtocolReader.problemCode(status, answer.body());
    return new ServiceException(reason, "%s = %d (%s)".formatted(call, status, problem));
  }

  private static <T> T understood(String call, Answer answer, Function<String, T> reading)
      throws ServiceException {
    try {
      return reading.apply(answer.body());
    } catch (MalformedMessageException e) {
      throw new ServiceException(UNREACHABLE, call + ": " + e.getMessage(), e);
    }
  }
}
