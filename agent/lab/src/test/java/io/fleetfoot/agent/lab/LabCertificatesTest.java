package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCertificatesTest {

  @TempDir private Path directory;

  @Test
  void namesTheServiceAsHostsAndOperatorsDo() throws Exception {
    LabCertificates made = LabCertificates.make(directory);

    X509Certificate authority = certificate(made.authority());
    X509Certificate service = certificate(directory.resolve("service.pem"));

    service.verify(authority.getPublicKey());
    service.checkValidity();
    assertThat(authority.getBasicConstraints()).isNotNegative();
    assertThat(service.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactlyInAnyOrder("localhost", "127.0.0.1", "10.0.2.2");
    assertThat(made.trust().getProtocol()).isEqualTo("TLS");
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    try (InputStream text = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(text);
    }
  }
}
