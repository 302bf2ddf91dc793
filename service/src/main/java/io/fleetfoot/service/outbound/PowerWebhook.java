package io.fleetfoot.service.outbound;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Has a host switched off and on by a webhook. */
record PowerWebhook(
    OutboundHttp http,
    URI url,
    @Nullable String secret,
    HookSecrets secrets,
    Duration timeout,
    InstantSource clock)
    implements PowerSwitch {

  private static final int LARGEST_ANSWER = 64 * 1024;

  @Override
  public void cycle(PowerCycleTarget target) {
    byte[] body = target.toJson();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "fleetfoot")
            .header("Fleetfoot-Delivery", target.reboot().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (secret != null) {
      request.header(
          RequestMac.HEADER, RequestMac.sign(secrets.get(secret), clock.instant(), body));
    }
    OutboundHttp.Reply reply = http.send(request, timeout, LARGEST_ANSWER);
    if (!reply.isSuccess()) {
      throw new OutboundException(
          "it answered with status %d: %s".formatted(reply.status(), HookReply.line(reply.text())));
    }
  }
}
