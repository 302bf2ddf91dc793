package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.testing.StubService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceClientTest {

  private static final HostDescription FACTS =
      new HostDescription("h", "m", "b", "6.1", "quiet", "x86_64", 1 << 30, List.of(), "1");

  private final StubService service = new StubService();
  private final ServiceClient client = client(service.url());

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void saysWhatWasCalledWhenNobodyListens() {
    ServiceClient nowhere = client(URI.create("http://127.0.0.1:9"));
    nowhere.identify(new Identity("h-1", StubService.TOKEN));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(nowhere::assignment)
        .withMessageStartingWith("GET /agent/v1/assignment: java.net.ConnectException")
        .matches(e -> e.reason() == ServiceException.Reason.UNREACHABLE);
  }

  @Test
  void asksNothingBeforeItHasAnIdentity() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .matches(e -> e.reason() == ServiceException.Reason.UNAUTHENTICATED);
  }

  @Test
  void tellsUnknownTokenByItsCode() {
    client.identify(new Identity("h-1", "ht_stolen"));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessage("GET /agent/v1/assignment = 401 (unauthenticated)")
        .matches(e -> e.reason() == ServiceException.Reason.UNAUTHENTICATED);
  }

  @Test
  void doesNotWaitForAServiceThatHangs() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      var impatient = new ServiceClient(url, Duration.ofMillis(200));
      impatient.identify(new Identity("h-1", StubService.TOKEN));
      assertThatExceptionOfType(ServiceException.class)
          .isThrownBy(impatient::assignment)
          .withMessageContaining("Read timed out")
          .matches(e -> e.reason() == ServiceException.Reason.UNREACHABLE);
    }
  }

  @Test
  void treatsAnAnswerItCannotReadAsNone() throws ServiceException {
    register();
    service.assign("<html>");
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessageContaining("wanted a JSON object")
        .matches(e -> e.reason() == ServiceException.Reason.UNREACHABLE);
  }

  @Test
  void tellsAReportOutOfPlaceFromAServiceInTrouble() throws ServiceException {
    register();
    service.answerReports(409, 503, 400);
    assertThat(reasonOfReport()).isEqualTo(ServiceException.Reason.OUT_OF_PLACE);
    assertThat(reasonOfReport()).isEqualTo(ServiceException.Reason.UNREACHABLE);
    assertThat(reasonOfReport()).isEqualTo(ServiceException.Reason.REJECTED);
  }

  @Test
  void registersWithTokenLabelsAndFacts() throws ServiceException {
    register();
    JsonObject registration = service.registrations().get(0);
    assertThat(registration.get("joinToken").getAsString()).isEqualTo("jt");
    assertThat(registration.getAsJsonObject("labels").get("site").getAsString()).isEqualTo("lab");
    assertThat(registration.getAsJsonObject("facts").get("kernelRelease").getAsString())
        .isEqualTo("6.1");
  }

  @Test
  void keepsTheAssignmentWhileTheServiceSaysItHolds() throws ServiceException {
    register();
    assertThat(client.assignment())
        .isEqualTo(new ServiceClient.Polled(new Assignment.Idle(), true));
    assertThat(client.assignment())
        .isEqualTo(new ServiceClient.Polled(new Assignment.Idle(), false));
    assertThat(service.unchangedPolls()).isEqualTo(1);
  }

  @Test
  void sendsReportsAsTheyAre() throws ServiceException {
    register();
    var report = new JsonObject();
    report.addProperty("kind", "booted");
    client.report(report);
    assertThat(service.reports()).containsExactly(report);
  }

  private ServiceException.Reason reasonOfReport() {
    try {
      client.report(new JsonObject());
    } catch (ServiceException e) {
      return e.reason();
    }
    throw new AssertionError("the report was taken");
  }

  private void register() throws ServiceException {
    client.identify(client.register("jt", Map.of("site", "lab"), FACTS));
  }

  private static ServiceClient client(URI url) {
    return new ServiceClient(url, Duration.ofSeconds(10));
  }
}
