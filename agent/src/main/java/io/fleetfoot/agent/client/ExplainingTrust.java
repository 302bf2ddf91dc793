package io.fleetfoot.agent.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom another trusts, and when that says no, says what was found and what was wanted. */
final class ExplainingTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager strict;
  private final String wanted;

  /** Wants what the other wants, in a person's words. */
  ExplainingTrust(X509ExtendedTrustManager strict, String wanted) {
    this.strict = strict;
    this.wanted = wanted;
  }

  /** Checks the chain and, since the connection asks for it, the host's name. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    try {
      strict.checkServerTrusted(chain, authType, socket);
    } catch (CertificateException e) {
      throw explained(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      strict.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw explained(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the host's name cannot be checked on such a connection");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    strict.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    strict.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    strict.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return strict.getAcceptedIssuers();
  }

  private CertificateException explained(X509Certificate[] chain, CertificateException e) {
    X509Certificate found = chain[0];
    return new CertificateException(
        "found a certificate of %s, issued by %s, valid from %s to %s; wanted one issued by %s: %s"
            .formatted(
                found.getSubjectX500Principal(),
                found.getIssuerX500Principal(),
                found.getNotBefore().toInstant(),
                found.getNotAfter().toInstant(),
                wanted,
                e.getMessage()),
        e);
  }
}
