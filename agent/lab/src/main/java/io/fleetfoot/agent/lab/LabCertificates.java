package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certification authority of one lab, and the certificate it has issued to the lab's service,
 * both made by the JDK's keytool.
 */
final class LabCertificates {

  private static final String PASSWORD = "of-the-lab";

  /** What hosts and operators call the service: hosts see this machine as 10.0.2.2. */
  private static final String NAMES = "san=dns:localhost,ip:127.0.0.1,ip:10.0.2.2";

  private final Path directory;

  private LabCertificates(Path directory) {
    this.directory = directory;
  }

  /** Makes both in a directory, which must be there. */
  static LabCertificates make(Path directory) {
    LabCertificates made = new LabCertificates(directory);
    made.key("ca.p12", "ca", "CN=Fleetfoot lab CA", "-ext", "bc:c", "-ext", "ku:c=keyCertSign");
    made.key("service.p12", "service", "CN=Fleetfoot lab service");
    made.keytool("ca.p12", "-exportcert", "-rfc", "-alias", "ca", "-file", made.path("ca.pem"));
    made.keytool("service.p12", "-certreq", "-alias", "service", "-file", made.path("service.csr"));
    made.keytool(
        "ca.p12",
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-ext",
        NAMES,
        "-ext",
        "eku=serverAuth",
        "-infile",
        made.path("service.csr"),
        "-outfile",
        made.path("service.pem"));
    made.keytool(
        "service.p12", "-importcert", "-noprompt", "-alias", "ca", "-file", made.path("ca.pem"));
    made.keytool(
        "service.p12", "-importcert", "-alias", "service", "-file", made.path("service.pem"));
    return made;
  }

  /** The authority's certificate, for whoever is to trust the service. */
  Path authority() {
    return directory.resolve("ca.pem");
  }

  /** Spring Boot arguments that let the service speak TLS. */
  List<String> serviceOptions() {
    String bundle = "--spring.ssl.bundle.jks.lab.";
    return List.of(
        "--server.ssl.bundle=lab",
        bundle + "key.alias=service",
        bundle + "keystore.type=PKCS12",
        bundle + "keystore.password=" + PASSWORD,
        bundle + "keystore.location=file:" + directory.resolve("service.p12"));
  }

  /** Trusts the authority and nobody else. */
  SSLContext trust() {
    try (InputStream pem = Files.newInputStream(authority())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("cannot trust " + authority(), e);
    }
  }

  /** RSA, because that is what a host's processor, which is software, checks fastest. */
  private void key(String store, String alias, String name, String... extensions) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "30",
                // a host's clock may be some hours behind
                "-startdate",
                "-1d"));
    arguments.addAll(List.of(extensions));
    keytool(store, arguments.toArray(String[]::new));
  }

  private void keytool(String store, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", path(store)));
    Commands.run(command);
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }
}
