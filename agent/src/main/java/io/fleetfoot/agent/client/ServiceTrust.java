package io.fleetfoot.agent.client;

import io.fleetfoot.agent.file.NamedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The certification authorities of which the service's certificate must be from one. */
public final class ServiceTrust {
  private final SSLSocketFactory sockets;

  private ServiceTrust(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /** Trusts whom this Java trusts. */
  public static ServiceTrust ofTheSystem() {
    try {
      return trusting(null, "an authority that this Java trusts; or set service.ca");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the trust store of this Java cannot be used", e);
    }
  }

  /**
   * Reads a PEM file; what the system trusts is not trusted.
   *
   * @throws IOException if the file cannot be read, or holds something else than CA certificates
   */
  public static ServiceTrust read(Path file) throws IOException {
    List<X509Certificate> authorities = authorities(file);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("ca-" + store.size(), authority);
      }
      String names =
          authorities.stream()
              .map(authority -> authority.getSubjectX500Principal().toString())
              .collect(Collectors.joining(" or "));
      return trusting(store, "%s (service.ca, %s)".formatted(names, file));
    } catch (GeneralSecurityException e) {
      throw new IOException("certificates of " + file + " cannot be used: " + e, e);
    }
  }

  /** Returns what makes TLS connections; one and the same, so that they are kept and resumed. */
  SSLSocketFactory sockets() {
    return sockets;
  }

  private static ServiceTrust trusting(@Nullable KeyStore store, String wanted)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    var strict = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new ExplainingTrust(strict, wanted)}, null);
    return new ServiceTrust(context.getSocketFactory());
  }

  private static List<X509Certificate> authorities(Path file) throws IOException {
    List<X509Certificate> authorities = new ArrayList<>();
    NamedFile.requireReadable(file);
    try (InputStream pem = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        authorities.add((X509Certificate) certificate);
      }
    } catch (GeneralSecurityException e) {
      // Java's own words are about its parser
      throw new IOException(
          file
              + ": found something else, wanted the PEM certificates of CAs; is it the file you mean?",
          e);
    }
    if (authorities.isEmpty()) {
      throw new IOException(file + ": found nothing, wanted at least one PEM certificate of a CA");
    }
    for (X509Certificate authority : authorities) {
      if (authority.getBasicConstraints() < 0) {
        throw new IOException(
            "%s: found the certificate of %s, which is no CA; wanted that of the CA which issued it, %s"
                .formatted(
                    file, authority.getSubjectX500Principal(), authority.getIssuerX500Principal()));
      }
    }
    return authorities;
  }
}
