package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fleetfoot.agent.client.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's client before a service that speaks TLS. */
class ServiceTrustTest {

  @TempDir private static Path directory;
  private static TestCertificates ours;
  private static TestCertificates theirs;
  private static HttpsServer server;
  private static final Set<Integer> PORTS_OF_CLIENTS = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void listen() throws IOException {
    ours =
        new TestCertificates(
            Files.createDirectory(directory.resolve("ours")), "our CA", "ip:127.0.0.1");
    theirs =
        new TestCertificates(
            Files.createDirectory(directory.resolve("theirs")), "their CA", "ip:127.0.0.1");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ours.server()));
    server.createContext(
        "/",
        exchange -> {
          PORTS_OF_CLIENTS.add(exchange.getRemoteAddress().getPort());
          byte[] body = "{\"kind\": \"idle\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void saysWhatItFoundAndWantedOfAnotherCa() throws IOException {
    ServiceClient client = client("127.0.0.1", ServiceTrust.read(theirs.authority()));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessageContaining("found a certificate of CN=service, issued by CN=our CA, valid from")
        .withMessageContaining("wanted one issued by CN=their CA (service.ca, ")
        .matches(e -> e.reason() == ServiceException.Reason.UNREACHABLE);
  }

  @Test
  void refusesACertificateThatNamesAnotherHost() throws IOException {
    ServiceClient client = client("localhost", ServiceTrust.read(ours.authority()));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessageContaining("localhost");
  }

  @Test
  void trustsNoCaThatTheSystemDoesNotKnowWithoutBeingTold() {
    ServiceClient client = client("127.0.0.1", ServiceTrust.ofTheSystem());
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(client::assignment)
        .withMessageContaining("or set service.ca");
  }

  @Test
  void refusesAFileOfSomethingElse() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path junk = Files.writeString(directory.resolve("junk.pem"), "-----BEGIN NOTHING");
    assertRefused(directory.resolve("none.pem"), "none.pem");
    assertRefused(empty, "wanted at least one PEM certificate of a CA");
    assertRefused(junk, "wanted");
    assertRefused(ours.issued(), "found the certificate of CN=service, which is no CA");
  }

  @Test
  void trustsEachCaOfTheFile() throws Exception {
    Path both =
        Files.writeString(
            directory.resolve("both.pem"),
            Files.readString(theirs.authority()) + Files.readString(ours.authority()));
    assertThat(client("127.0.0.1", ServiceTrust.read(both)).assignment().assignment())
        .isEqualTo(new Assignment.Idle());
  }

  @Test
  void keepsItsConnection() throws Exception {
    ServiceClient client = client("127.0.0.1", ServiceTrust.read(ours.authority()));
    PORTS_OF_CLIENTS.clear();
    for (int i = 0; i < 5; i++) {
      client.assignment();
    }
    assertThat(PORTS_OF_CLIENTS).hasSize(1);
  }

  private static void assertRefused(Path file, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ServiceTrust.read(file))
        .withMessageContaining(message);
  }

  private static ServiceClient client(String host, ServiceTrust trust) {
    URI url = URI.create("https://" + host + ":" + server.getAddress().getPort());
    var client =
        new ServiceClient(
            new ServiceClient.Endpoint(url, Optional.of(trust), Duration.ofSeconds(10)),
            InstantSource.system(),
            new Random(1));
    client.identify(new Identity("h-1"), HostKey.generate());
    return client;
  }
}
