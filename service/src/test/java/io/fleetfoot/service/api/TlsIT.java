package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service speaks TLS by nothing but configuration. */
@DirtiesContext
class TlsIT extends RunningService {

  private static final String PASSWORD = "changeit";
  private static final String BUNDLE = "spring.ssl.bundle.jks.service.keystore.";

  @TempDir static Path directory;

  @Value("${local.server.port}")
  private int port;

  @DynamicPropertySource
  static void tls(DynamicPropertyRegistry registry) throws IOException, InterruptedException {
    Path keys = directory.resolve("service.p12");
    makeKeys(keys);
    registry.add("server.ssl.bundle", () -> "service");
    registry.add(BUNDLE + "type", () -> "PKCS12");
    registry.add(BUNDLE + "location", keys::toUri);
    registry.add(BUNDLE + "password", () -> PASSWORD);
  }

  @Test
  void speaksHttpsWithTheKeyOfTheBundle() throws Exception {
    HttpClient https = HttpClient.newBuilder().sslContext(trusting()).build();

    HttpResponse<String> answer = https.send(whoAmI("https"), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.sslSession()).isPresent();
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
  }

  @Test
  void isNotTrustedByWhoeverDoesNotKnowItsCertificate() {
    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(
            () -> HttpClient.newHttpClient().send(whoAmI("https"), BodyHandlers.ofString()));
  }

  @Test
  void answersNothingOverPlainHttp() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(whoAmI("http"), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("requires TLS");
  }

  private HttpRequest whoAmI(String scheme) {
    return HttpRequest.newBuilder(
            URI.create("%s://127.0.0.1:%d/api/v1/whoami".formatted(scheme, port)))
        .header("Authorization", "Bearer " + ApiClient.ADMIN_TOKEN)
        .build();
  }

  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(directory.resolve("service.p12"))) {
      keys.load(file, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("service", Objects.requireNonNull(keys.getCertificate("service")));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void makeKeys(Path keys) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "service",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=fleetfoot",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
  }
}
