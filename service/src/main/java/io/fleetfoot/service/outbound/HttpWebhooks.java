package io.fleetfoot.service.outbound;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.scheduler.HookCall;
import io.fleetfoot.service.scheduler.Webhooks;
import java.net.http.HttpRequest;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/** Asks and tells webhooks by POST. */
final class HttpWebhooks implements Webhooks {

  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final OutboundHttp http;
  private final HookSecrets secrets;
  private final InstantSource clock;

  HttpWebhooks(OutboundHttp http, HookSecrets secrets, InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public HookAnswer call(HookCall call) {
    Hook hook = call.hook();
    try {
      OutboundHttp.Reply reply = http.send(request(call), hook.timeout(), LARGEST_ANSWER);
      if (!reply.isSuccess()) {
        return new HookAnswer.Error("it answered with status " + reply.status());
      }
      return hook.at().isBefore() ? HookReply.read(reply.body()) : new HookAnswer.Told();
    } catch (OutboundException e) {
      return new HookAnswer.Error(HookReply.line(e.getMessage()));
    }
  }

  private HttpRequest.Builder request(HookCall call) {
    byte[] body = JSON.writeValueAsBytes(HookBody.of(call));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.hook().url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "fleetfoot")
            .header("Fleetfoot-Delivery", call.run().id().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    String secret = call.hook().secret();
    if (secret != null) {
      request.header(
          RequestMac.HEADER, RequestMac.sign(secrets.get(secret), clock.instant(), body));
    }
    return request;
  }
}
