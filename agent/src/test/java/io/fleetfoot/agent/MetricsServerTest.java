package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.loop.BootDefault;
import io.fleetfoot.agent.loop.CompletedReboot;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private final AgentTally tally = new AgentTally();
  private List<Finding> findings =
      List.of(new Finding("lockdown", Severity.REFUSE, "[integrity]", "[none]", "boot without"));
  private final MetricsServer server =
      new MetricsServer(new InetSocketAddress("127.0.0.1", 0), this::metrics);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void goesOnWithoutAPortThatIsTaken() {
    InetSocketAddress taken = server.start().orElseThrow();
    try (var second = new MetricsServer(taken, this::metrics)) {
      assertThat(second.start()).isEmpty();
    }
  }

  @Test
  void answersNothingButGet() throws Exception {
    InetSocketAddress address = server.start().orElseThrow();
    assertThat(send(address, "POST").statusCode()).isEqualTo(405);
  }

  @Test
  void saysWhatRunsBeforeAnythingHasHappened() throws Exception {
    assertThat(scrape())
        .contains("fleetfoot_agent_info{release=\"6.12\",version=\"0.1\"} 1")
        .contains("fleetfoot_agent_staged 0.0")
        .contains("fleetfoot_agent_polls_total 0.0")
        .doesNotContain("fleetfoot_agent_kexec_blackout_seconds{");
  }

  @Test
  void showsTheLastRebootsBlackoutAndPhases() throws Exception {
    tally.booted(
        new CompletedReboot(
            "r-1",
            "fx-1",
            "reserved",
            "boot-2",
            List.of(
                new Report.Phase("quiesce", 0.112, "exact", Optional.of("journal")),
                new Report.Phase("blackout", 0.0624, "bound", Optional.of("perf-page")))));
    assertThat(scrape())
        .contains(
            "fleetfoot_agent_kexec_blackout_seconds{method=\"reserved\",quality=\"bound\",source=\"perf-page\"} 0.0624")
        .contains(
            "fleetfoot_agent_phase_seconds{phase=\"quiesce\",quality=\"exact\",source=\"journal\"} 0.112")
        .contains(
            "fleetfoot_agent_phase_seconds{phase=\"blackout\",quality=\"bound\",source=\"perf-page\"} 0.0624");
  }

  @Test
  void countsOnBetweenTwoScrapes() throws Exception {
    tally.polled();
    tally.staged(true);
    assertThat(scrape()).contains("fleetfoot_agent_polls_total 1.0", "fleetfoot_agent_staged 1.0");
    tally.polled();
    tally.refused("slot");
    tally.failed("execute");
    tally.committed(BootDefault.Outcome.NO_ENTRY);
    tally.serviceFailed(ServiceException.Reason.OUT_OF_PLACE);
    assertThat(scrape())
        .contains("fleetfoot_agent_polls_total 2.0")
        .contains("fleetfoot_agent_refusals_total{check=\"slot\"} 1.0")
        .contains("fleetfoot_agent_failures_total{step=\"execute\"} 1.0")
        .contains("fleetfoot_agent_commits_total{outcome=\"no-entry\"} 1.0")
        .contains("fleetfoot_agent_service_errors_total{reason=\"out-of-place\"} 1.0");
  }

  @Test
  void namesEveryMeterAsItIsDeclared() throws Exception {
    showsTheLastRebootsBlackoutAndPhases();
    countsOnBetweenTwoScrapes();
    String text = metrics().scrape();
    assertThat(text)
        .contains(
            Arrays.stream(AgentMeter.values())
                .map(meter -> "# HELP " + meter.meterName() + " " + meter.description() + "\n")
                .toList());
  }

  @Test
  void showsWhatEachCheckFindsNow() throws Exception {
    assertThat(scrape()).contains("fleetfoot_agent_check{id=\"lockdown\",severity=\"refuse\"} 1");
    findings = List.of(new Finding("lockdown", Severity.OK, "[none]", "[none]", ""));
    assertThat(scrape())
        .contains("fleetfoot_agent_check{id=\"lockdown\",severity=\"ok\"} 1")
        .doesNotContain("severity=\"refuse\"");
  }

  private AgentMetrics metrics() {
    return new AgentMetrics(tally, () -> findings, "6.12", "0.1");
  }

  private String scrape() throws Exception {
    HttpResponse<String> response = send(server.start().orElseThrow(), "GET");
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static HttpResponse<String> send(InetSocketAddress address, String method)
      throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(metrics)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
