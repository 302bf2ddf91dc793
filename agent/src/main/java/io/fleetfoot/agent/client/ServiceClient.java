package io.fleetfoot.agent.client;

import static io.fleetfoot.agent.client.ServiceException.Reason.NOT_FOUND;
import static io.fleetfoot.agent.client.ServiceException.Reason.OUT_OF_PLACE;
import static io.fleetfoot.agent.client.ServiceException.Reason.REJECTED;
import static io.fleetfoot.agent.client.ServiceException.Reason.REVOKED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNAUTHENTICATED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNREACHABLE;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.net.ssl.HttpsURLConnection;

/**
 * The calls of {@code /agent/v1}; each ends with an answer or a {@link ServiceException}, and none
 * waits longer than its timeout for a byte.
 *
 * <p>This is {@link HttpURLConnection} and not java.net.http: an agent starts on a host that is
 * down until it has reported, and the newer client takes four times the processor time to start.
 */
public final class ServiceClient {
  private static final Logger LOG = System.getLogger(ServiceClient.class.getName());
  private static final int MOST_JSON = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final URI service;
  private final Optional<ServiceTrust> trust;
  private final int timeoutMillis;
  private final RequestSigner signer;
  private Optional<Speaker> speaker = Optional.empty();
  private Optional<Seen> seen = Optional.empty();

  /**
   * An assignment as the service gave it.
   *
   * @param changed false when the service said that it is the one it gave before
   */
  public record Polled(Assignment assignment, boolean changed) {}

  /**
   * Where the service is, and how it is spoken to.
   *
   * @param trust whom the certificate of an https service must be from; the system's authorities
   *     when empty
   * @param timeout for a connection to be made and for each next byte to come
   */
  public record Endpoint(URI url, Optional<ServiceTrust> trust, Duration timeout) {}

  private record Seen(String etag, Assignment assignment) {}

  private record Speaker(HostKey key, String keyId) {}

  private record Answer(int status, String body, Optional<String> etag, long date) {

    Problem problem() {
      return ProtocolReader.problem(status, body);
    }
  }

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param random a secure source of chance, for nonces
   */
  public ServiceClient(Endpoint endpoint, InstantSource clock, RandomGenerator random) {
    this.service = endpoint.url();
    this.trust = endpoint.trust();
    this.timeoutMillis = Math.toIntExact(endpoint.timeout().toMillis());
    this.signer = new RequestSigner(clock, random);
  }

  /** Speaks as this host from now on, and shows it by its key. */
  public void identify(Identity identity, HostKey key) {
    this.speaker = Optional.of(new Speaker(key, identity.hostId()));
    this.seen = Optional.empty();
  }

  /** Registers this host with its key; the same machine-id and key again give the same host. */
  public Identity register(
      String joinToken, HostKey key, Map<String, String> labels, HostDescription facts)
      throws ServiceException {
    String call = "POST /agent/v1/register";
    JsonObject body = ProtocolWriter.registration(joinToken, key.publicKey(), labels, facts);
    Answer answer =
        exchange(
            call,
            new Call("/agent/v1/register", bytes(body), Optional.empty()),
            new Speaker(key, key.sha256()));
    if (answer.status() != 200 && answer.status() != 201) {
      throw refused(call, answer);
    }
    return understood(call, answer, ProtocolReader::identity);
  }

  /** Asks what is wanted now. */
  public Polled assignment() throws ServiceException {
    String call = "GET /agent/v1/assignment";
    Answer answer =
        exchange(
            call,
            new Call("/agent/v1/assignment", Optional.empty(), seen.map(Seen::etag)),
            speaker());
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
    Answer answer =
        exchange(call, new Call("/agent/v1/reports", bytes(report), Optional.empty()), speaker());
    if (answer.status() != 204) {
      throw refused(call, answer);
    }
  }

  /**
   * Downloads what is missing of a blob; what came before a failure stays in the file.
   *
   * @throws DiskWriteException if the file does not take it
   */
  void download(Blob blob, PartialFile into) throws ServiceException, DiskWriteException {
    String call = "GET /agent/v1/blobs/" + blob.sha256();
    HttpURLConnection connection = open("/agent/v1/blobs/" + blob.sha256());
    sign(connection, Optional.empty(), speaker());
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
    } catch (DiskWriteException e) {
      connection.disconnect();
      throw e;
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

  private record Call(String path, Optional<byte[]> body, Optional<String> etag) {}

  /** Calls, and once more when the host's clock was wrong and the service has said the time. */
  private Answer exchange(String call, Call what, Speaker as) throws ServiceException {
    Answer answer = exchangeOnce(call, what, as);
    if (answer.status() == 401
        && answer.date() > 0
        && answer.problem().code().equals("clock-skew")) {
      signer.setTime(Instant.ofEpochMilli(answer.date()));
      LOG.log(
          Level.WARNING,
          "{0}: this host''s clock is wrong, the service''s is {1} ahead; going by that",
          call,
          signer.offset());
      return exchangeOnce(call, what, as);
    }
    return answer;
  }

  private Answer exchangeOnce(String call, Call what, Speaker as) throws ServiceException {
    HttpURLConnection connection = open(what.path());
    what.etag().ifPresent(etag -> connection.setRequestProperty("If-None-Match", etag));
    if (what.body().isPresent()) {
      connection.setDoOutput(true);
      setPost(connection);
      connection.setRequestProperty("Content-Type", "application/json");
    }
    sign(connection, what.body(), as);
    if (what.body().isPresent()) {
      try (var out = connection.getOutputStream()) {
        out.write(what.body().get());
      } catch (IOException e) {
        connection.disconnect();
        throw new ServiceException(UNREACHABLE, call + ": " + e, e);
      }
    }
    return read(call, connection);
  }

  private void sign(HttpURLConnection connection, Optional<byte[]> body, Speaker as) {
    signer.sign(connection, body, as.key(), as.keyId());
  }

  private Speaker speaker() throws ServiceException {
    return speaker.orElseThrow(
        () -> new ServiceException(UNAUTHENTICATED, "this host is not registered"));
  }

  private static void setPost(HttpURLConnection connection) {
    try {
      connection.setRequestMethod("POST");
    } catch (ProtocolException e) {
      throw new IllegalStateException("nothing is connected yet", e);
    }
  }

  private static Optional<byte[]> bytes(JsonObject body) {
    return Optional.of(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private HttpURLConnection open(String path) throws ServiceException {
    try {
      var connection = (HttpURLConnection) URI.create(service + path).toURL().openConnection();
      if (trust.isPresent() && connection instanceof HttpsURLConnection https) {
        https.setSSLSocketFactory(trust.get().sockets());
      }
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      return connection;
    } catch (IOException e) {
      throw new ServiceException(UNREACHABLE, service + path + ": " + e, e);
    }
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
      return new Answer(
          status,
          body,
          Optional.ofNullable(connection.getHeaderField("ETag")),
          connection.getDate());
    } catch (IOException e) {
      connection.disconnect();
      throw new ServiceException(UNREACHABLE, call + ": " + e, e);
    }
  }

  private static ServiceException refused(String call, Answer answer) {
    int status = answer.status();
    Problem problem = answer.problem();
    ServiceException.Reason reason =
        switch (problem.code()) {
          case "host-revoked" -> REVOKED;
          // an answer that got lost on a kept connection, and a clock that is mended by now
          case "replayed", "clock-skew" -> UNREACHABLE;
          case "host-already-enrolled", "key-in-use" -> REJECTED;
          default -> reason(status);
        };
    return new ServiceException(reason, "%s = %d (%s)".formatted(call, status, problem));
  }

  private static ServiceException.Reason reason(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 404 -> NOT_FOUND;
      case 409 -> OUT_OF_PLACE;
      case 408, 429 -> UNREACHABLE;
      default -> status >= 400 && status < 500 ? REJECTED : UNREACHABLE;
    };
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
