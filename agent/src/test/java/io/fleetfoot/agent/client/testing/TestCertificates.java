package io.fleetfoot.agent.client.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A CA and a certificate that it has issued, made by the JDK's keytool. */
public final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  /** Makes a CA of that name, and a certificate for those names, such as {@code dns:localhost}. */
  public TestCertificates(Path directory, String authority, String names) {
    this.directory = directory;
    String key = "-genkeypair -keyalg EC -groupname secp256r1 -validity 2";
    keytool("ca.p12", key + " -alias ca -ext bc:c", "-dname", "CN=" + authority);
    keytool("service.p12", key + " -alias service", "-dname", "CN=service");
    keytool("ca.p12", "-exportcert -rfc -alias ca -file ca.pem");
    keytool("service.p12", "-certreq -alias service -file service.csr");
    keytool(
        "ca.p12",
        "-gencert -rfc -alias ca -infile service.csr -outfile service.pem -ext san=" + names);
    keytool("service.p12", "-importcert -noprompt -alias ca -file ca.pem");
    keytool("service.p12", "-importcert -alias service -file service.pem");
  }

  /** Returns the CA's certificate. */
  public Path authority() {
    return directory.resolve("ca.pem");
  }

  /** Returns the issued certificate. */
  public Path issued() {
    return directory.resolve("service.pem");
  }

  /** Returns what a server with the issued certificate speaks TLS by. */
  public SSLContext server() {
    try (InputStream file = Files.newInputStream(directory.resolve("service.p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(file, PASSWORD.toCharArray());
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String store, String words, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of(more));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12", "-keystore", store));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
