package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.testing.StubService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceClientTest {

  private static final HostDescription FACTS =
      new HostDescription("h", "m", "b", "6.1", "quiet", "x86_64", 1 << 30, List.of(), "1");

  private final HostKey key = HostKey.generate();
  private Instant clock = Instant.now();
  private final StubService service = new StubService();
  private final ServiceClient client = client(service.url());

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void saysWhatWasCalledWhenNobodyListens() {
    ServiceClient nowhere = client(URI.create("http://127.0.0.1:9"));
    nowhere.identify(new Identity("h-1"), HostKey.generate());
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
  void tellsUnknownKeyByItsCode() {
    client.identify(new Identity("h-1"), HostKey.generate());
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessage("GET /agent/v1/assignment = 401 (unauthenticated)")
        .matches(e -> e.reason() == ServiceException.Reason.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    "401, unauthenticated, UNAUTHENTICATED",
    "401, bad-signature, UNAUTHENTICATED",
    "401, replayed, UNREACHABLE",
    "403, host-revoked, REVOKED",
    "409, host-already-enrolled, REJECTED",
    "409, key-in-use, REJECTED",
    "409, report-out-of-place, OUT_OF_PLACE",
    "413, body-too-large, REJECTED",
    "503, database-unavailable, UNREACHABLE"
  })
  void tellsByTheCodeWhatKindOfNoItWas(int status, String code, ServiceException.Reason reason)
      throws ServiceException {
    register();
    service.refuseWith(status, code);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .matches(e -> e.reason() == reason);
  }

  @Test
  void goesByTheServicesTimeWhenItsOwnIsWrong() throws ServiceException {
    clock = Instant.parse("2001-01-01T00:00:00Z");
    service.requireTime();
    register();
    client.assignment();
    client.report(new JsonObject());
    assertThat(service.refusedRequests()).isEqualTo(1);
  }

  @Test
  void triesOnlyOnceMoreWhenTheTimeDoesNotHelp() throws ServiceException {
    register();
    service.refuseWith(401, "clock-skew");
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessageContaining("clock-skew")
        .matches(e -> e.reason() == ServiceException.Reason.UNREACHABLE);
    assertThat(service.refusedRequests()).isEqualTo(2);
  }

  @Test
  void usesEachNonceOnce() throws ServiceException {
    register();
    client.assignment();
    client.assignment();
    client.report(new JsonObject());
    assertThat(service.nonces()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void doesNotWaitForAServiceThatHangs() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      var impatient = client(url, Duration.ofMillis(200));
      impatient.identify(new Identity("h-1"), HostKey.generate());
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
  void registersWithTokenKeyLabelsAndFacts() throws ServiceException {
    register();
    JsonObject registration = service.registrations().get(0);
    assertThat(registration.get("publicKey").getAsString()).isEqualTo(key.publicKey());
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
    client.identify(client.register("jt", key, Map.of("site", "lab"), FACTS), key);
  }

  private ServiceClient client(URI url) {
    return client(url, Duration.ofSeconds(10));
  }

  private ServiceClient client(URI url, Duration timeout) {
    return new ServiceClient(
        new ServiceClient.Endpoint(url, Optional.empty(), timeout), () -> clock, new Random(1));
  }
}
