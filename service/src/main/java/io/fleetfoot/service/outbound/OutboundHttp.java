package io.fleetfoot.service.outbound;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests to allowed addresses alone, follows no redirect, and gives up on an answer that is
 * late or large.
 */
final class OutboundHttp {

  private final HttpClient client;
  private final List<AllowedAddress> allowed;

  OutboundHttp(
      List<AllowedAddress> allowed, Duration connectTimeout, @Nullable SSLContext sslContext) {
    this.allowed = List.copyOf(allowed);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    if (sslContext != null) {
      builder.sslContext(sslContext);
    }
    this.client = builder.build();
  }

  /** An answer of whatever status. */
  record Reply(int status, byte[] body) {

    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Says whether the configuration lets the address be called. */
  boolean allows(URI uri) {
    return allowed.stream().anyMatch(address -> address.covers(uri));
  }

  /**
   * Makes the request.
   *
   * @param timeout until the last byte of the answer
   * @param largest how many bytes of the answer are taken
   * @throws OutboundException if the address is not allowed, or there is no such answer
   */
  Reply send(HttpRequest.Builder request, Duration timeout, int largest) {
    HttpRequest built = request.timeout(timeout).build();
    if (!allows(built.uri())) {
      throw new OutboundException(refusal(built.uri()));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(built, BoundedBody.of(largest));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw new OutboundException("no whole answer within " + timeout);
    } catch (ExecutionException e) {
      throw new OutboundException(reason(e.getCause(), timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutboundException("the service is stopping");
    } finally {
      answer.cancel(true);
    }
  }

  /** Returns why an address may not be called, and what to do. */
  static String refusal(URI uri) {
    return "%s://%s is not an address that the service may call: add it to fleetfoot.outbound.allowed"
        .formatted(uri.getScheme(), uri.getRawAuthority());
  }

  private static String reason(@Nullable Throwable failure, Duration timeout) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause)
        .filter(OutboundException.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst()
        .orElseGet(
            () ->
                failure instanceof HttpTimeoutException
                    ? "no answer within " + timeout
                    : String.valueOf(failure));
  }
}
