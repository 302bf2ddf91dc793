package io.fleetfoot.agent.client;

import static io.fleetfoot.agent.client.ServiceException.Reason.NOT_FOUND;
import static io.fleetfoot.agent.client.ServiceException.Reason.OUT_OF_PLACE;
import static io.fleetfoot.agent.client.ServiceException.Reason.REJECTED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNAUTHENTICATED;
import static io.fleetfoot.agent.client.ServiceException.Reason.UNREACHABLE;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The calls of {@code /agent/v1}; each ends within its timeout, with an answer or a {@link
 * ServiceException}.
 */
public final class ServiceClient {
  private final URI service;
  private final Duration timeout;
  private final HttpClient http;
  private Optional<Identity> identity = Optional.empty();
  private Optional<Seen> seen = Optional.empty();

  /**
   * An assignment as the service gave it.
   *
   * @param changed false when the service said that it is the one it gave before
   */
  public record Polled(Assignment assignment, boolean changed) {}

  private record Seen(String etag, Assignment assignment) {}

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param timeout for each whole exchange, and for a download to bring at least one byte
   */
  public ServiceClient(URI service, Duration timeout) {
    this.service = service;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            // no pool: what runs there is a few callbacks and the writing of a blob
            .executor(Runnable::run)
            .build();
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
    HttpRequest request =
        HttpRequest.newBuilder(at("/agent/v1/register"))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = send(call, request, BodyHandlers.ofString());
    if (response.statusCode() != 200 && response.statusCode() != 201) {
      throw refused(call, response);
    }
    return understood(call, () -> ProtocolReader.identity(response.body()));
  }

  /** Asks what is wanted now. */
  public Polled assignment() throws ServiceException {
    String call = "GET /agent/v1/assignment";
    HttpRequest.Builder request = authorized("/agent/v1/assignment");
    seen.ifPresent(before -> request.header("If-None-Match", before.etag()));
    HttpResponse<String> response = send(call, request.build(), BodyHandlers.ofString());
    if (response.statusCode() == 304 && seen.isPresent()) {
      return new Polled(seen.get().assignment(), false);
    }
    if (response.statusCode() != 200) {
      throw refused(call, response);
    }
    Assignment assignment = understood(call, () -> ProtocolReader.assignment(response.body()));
    seen = response.headers().firstValue("ETag").map(etag -> new Seen(etag, assignment));
    return new Polled(assignment, true);
  }

  /** Sends a report, which the service may get more than once. */
  public void report(JsonObject report) throws ServiceException {
    String call = "POST /agent/v1/reports";
    HttpRequest request =
        authorized("/agent/v1/reports")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(report.toString()))
            .build();
    HttpResponse<String> response = send(call, request, BodyHandlers.ofString());
    if (response.statusCode() != 204) {
      throw refused(call, response);
    }
  }

  /** Downloads what is missing of a blob; what came before a failure stays in the file. */
  void download(Blob blob, PartialFile into) throws ServiceException {
    String call = "GET /agent/v1/blobs/" + blob.sha256();
    HttpRequest.Builder request = authorized("/agent/v1/blobs/" + blob.sha256());
    if (into.length() > 0) {
      request.header("Range", "bytes=" + into.length() + "-");
    }
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request.build(), appending(into));
    HttpResponse<String> response = awaitWhileGrowing(call, answer, into);
    if (response.statusCode() != 200 && response.statusCode() != 206) {
      throw refused(call, response);
    }
  }

  private static BodyHandler<String> appending(PartialFile into) {
    return info -> {
      try {
        if (info.statusCode() == 200) {
          into.restart();
          return new PartialFileSubscriber(into);
        }
        if (info.statusCode() == 206) {
          requireContinuation(info, into.length());
          return new PartialFileSubscriber(into);
        }
        return BodySubscribers.ofString(StandardCharsets.UTF_8);
      } catch (IOException e) {
        return broken(e);
      }
    };
  }

  private static void requireContinuation(ResponseInfo info, long from) throws IOException {
    String range = info.headers().firstValue("Content-Range").orElse("nothing");
    if (!range.startsWith("bytes " + from + "-")) {
      throw new IOException("Content-Range is %s, expected bytes from %d".formatted(range, from));
    }
  }

  private static BodySubscriber<String> broken(IOException e) {
    return BodySubscribers.mapping(
        BodySubscribers.discarding(),
        nothing -> {
          throw new IllegalStateException(e.getMessage(), e);
        });
  }

  private HttpRequest.Builder authorized(String path) throws ServiceException {
    Identity host =
        identity.orElseThrow(
            () -> new ServiceException(UNAUTHENTICATED, "this host is not registered"));
    return HttpRequest.newBuilder(at(path))
        .timeout(timeout)
        .header("Authorization", "Bearer " + host.hostToken());
  }

  private URI at(String path) {
    return URI.create(service + path);
  }

  private HttpResponse<String> send(String call, HttpRequest request, BodyHandler<String> handler)
      throws ServiceException {
    CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, handler);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new ServiceException(UNREACHABLE, call + ": no answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw unreachable(call, e);
    } catch (InterruptedException e) {
      throw interrupted(call, answer);
    }
  }

  private HttpResponse<String> awaitWhileGrowing(
      String call, CompletableFuture<HttpResponse<String>> answer, PartialFile file)
      throws ServiceException {
    while (true) {
      long before = file.length();
      try {
        return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (file.length() == before) {
          answer.cancel(true);
          throw new ServiceException(
              UNREACHABLE, "%s: no byte after %d within %s".formatted(call, before, timeout), e);
        }
      } catch (ExecutionException e) {
        throw unreachable(call, e);
      } catch (InterruptedException e) {
        throw interrupted(call, answer);
      }
    }
  }

  private static ServiceException unreachable(String call, ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new ServiceException(UNREACHABLE, call + ": " + cause, cause);
  }

  private static ServiceException interrupted(
      String call, CompletableFuture<HttpResponse<String>> answer) {
    answer.cancel(true);
    Thread.currentThread().interrupt();
    return new ServiceException(UNREACHABLE, call + ": the agent was told to stop");
  }

  private static ServiceException refused(String call, HttpResponse<String> response) {
    int status = response.statusCode();
    ServiceException.Reason reason =
        switch (status) {
          case 401 -> UNAUTHENTICATED;
          case 404 -> NOT_FOUND;
          case 409 -> OUT_OF_PLACE;
          case 408, 429 -> UNREACHABLE;
          default -> status >= 400 && status < 500 ? REJECTED : UNREACHABLE;
        };
    String problem = ProtocolReader.problemCode(status, response.body());
    return new ServiceException(reason, "%s = %d (%s)".formatted(call, status, problem));
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> T understood(String call, Reading<T> reading) throws ServiceException {
    try {
      return reading.read();
    } catch (MalformedMessageException e) {
      throw new ServiceException(UNREACHABLE, call + ": " + e.getMessage(), e);
    }
  }
}
